package dev.puna;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Tells a model what a record, one of its components, a sealed interface or a parameter means. It
 * becomes the {@code description} in the {@link JsonSchema}.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.RECORD_COMPONENT, ElementType.PARAMETER})
public @interface Description {
  /** What it means, in words. */
  String value();
}
