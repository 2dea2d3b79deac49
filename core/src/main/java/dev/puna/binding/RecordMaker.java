package dev.puna.binding;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.stream.Stream;

/** Calls the canonical constructor of a record. */
final class RecordMaker implements ObjectForm.Maker {
  private final Constructor<?> constructor;

  RecordMaker(Class<?> type) {
    Class<?>[] types =
        Stream.of(type.getRecordComponents())
            .map(RecordComponent::getType)
            .toArray(Class<?>[]::new);
    try {
      constructor = type.getDeclaredConstructor(types);
    } catch (NoSuchMethodException e) {
      throw new AssertionError(e);
    }
    if (!constructor.trySetAccessible()) {
      throw new IllegalArgumentException(
          "record "
              + type.getName()
              + " can not be made from outside of its module: make it public in an exported"
              + " package, or "
              + Openness.advice(type));
    }
  }

  @Override
  public Object make(Object[] values, String at) {
    try {
      return constructor.newInstance(values);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      Throwable cause = e.getCause();
      String name = constructor.getDeclaringClass().getSimpleName();
      throw new MismatchException(at, name + " refuses these values: " + cause, cause);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }
}
