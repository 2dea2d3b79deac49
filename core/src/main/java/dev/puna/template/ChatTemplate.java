package dev.puna.template;

import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A parsed chat template. It is immutable, and any number of threads can render it.
 *
 * <p>The dialect is that of Jinja2 in Hugging Face's {@code transformers}, without inheritance and
 * inclusion. It differs where no known template looks: integers have 64 bits; the filters {@code
 * pprint}, {@code random}, {@code urlize}, {@code wordwrap} and {@code xmlattr} are missing;
 * filters that yield their elements one by one fail at once rather than when the failing one is
 * asked for; unknown filters fail when they are reached, not before; True and 1 are different keys.
 */
public final class ChatTemplate {
  private final List<Statement> statements;
  private final TemplateLimits limits;

  private ChatTemplate(List<Statement> statements, TemplateLimits limits) {
    this.statements = statements;
    this.limits = limits;
  }

  /**
   * Parses a template, to be rendered within {@link TemplateLimits#DEFAULT}.
   *
   * @throws TemplateException if it is no valid template
   */
  public static ChatTemplate parse(String source) {
    return parse(source, TemplateLimits.DEFAULT);
  }

  /**
   * Parses a template, to be rendered within the given limits.
   *
   * @throws TemplateException if it is no valid template
   */
  public static ChatTemplate parse(String source, TemplateLimits limits) {
    if (source.length() > limits.sourceLength()) {
      throw new TemplateException(
          1,
          "the template has "
              + source.length()
              + " characters, more than "
              + limits.sourceLength());
    }
    return new ChatTemplate(Parser.parse(source, limits.nesting()), limits);
  }

  /**
   * Renders the template at the present time.
   *
   * @param context the variables: strings, numbers, booleans, null, lists (any iterable) and maps
   *     of these; they are copied first, and must not change meanwhile
   * @throws TemplateException if the template fails, refuses the context or exceeds a limit
   */
  public String render(Map<String, ? extends @Nullable Object> context) {
    return render(context, new Rendering(limits, null));
  }

  /**
   * Renders the template at the time of a clock, which {@code strftime_now} tells.
   *
   * @param context as in {@link #render(Map)}
   * @throws TemplateException if the template fails, refuses the context or exceeds a limit
   */
  public String render(Map<String, ? extends @Nullable Object> context, Clock clock) {
    return render(context, new Rendering(limits, clock));
  }

  private String render(Map<String, ? extends @Nullable Object> context, Rendering rendering) {
    try {
      Scope scope = new Scope(ContextReader.read(context, rendering));
      TextBuffer out = new TextBuffer(rendering);
      Statement.run(statements, rendering, scope, out);
      return out.toString();
    } catch (RenderError e) {
      throw new TemplateException(rendering.line, e.reason(), e);
    }
  }
}
