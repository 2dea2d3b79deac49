package dev.puna.tool;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A method that a model may call: see {@link Tool#methodsOf}. Its parameters, which {@link
 * dev.puna.Description} may explain, are of the types that {@link dev.puna.JsonSchema} supports.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface ToolMethod {
  /** What it does, for the model. */
  String value();

  /** What the model calls it; where it is empty, the method's name. */
  String name() default "";
}
