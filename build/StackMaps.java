import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFile.ClassHierarchyResolverOption;
import java.lang.classfile.ClassFile.StackMapsOption;
import java.lang.classfile.ClassFileVersion;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeTransform;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;

/**
 * Brings the classes of a jar that are older than Java 6 to the class format of Java 8, which has
 * stack maps: {@code StackMaps JAR}. Without them the JVM verifies a class slowly, and can not keep
 * it in an ahead-of-time cache. A jar without such classes is left alone.
 */
final class StackMaps {
  private StackMaps() {}

  public static void main(String[] arguments) throws IOException {
    Path jar = Path.of(arguments[0]);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    boolean changed = false;
    try (JarFile file = new JarFile(jar.toFile());
        URLClassLoader loader = new URLClassLoader(new URL[] {jar.toUri().toURL()});
        JarOutputStream out = new JarOutputStream(bytes)) {
      ClassHierarchyResolver hierarchy = ClassHierarchyResolver.ofResourceParsing(loader).cached();
      ClassFile classFile =
          ClassFile.of(
              StackMapsOption.GENERATE_STACK_MAPS, ClassHierarchyResolverOption.of(hierarchy));
      for (JarEntry entry : Collections.list(file.entries())) {
        byte[] content = file.getInputStream(entry).readAllBytes();
        if (entry.getName().endsWith(".class")) {
          ClassModel model = classFile.parse(content);
          if (model.majorVersion() < ClassFile.JAVA_6_VERSION) {
            content = classFile.transformClass(model, upgrade());
            changed = true;
          }
        }
        JarEntry copy = new JarEntry(entry.getName());
        copy.setTimeLocal(entry.getTimeLocal());
        out.putNextEntry(copy);
        out.write(content);
      }
    }
    if (changed) {
      Files.write(jar, bytes.toByteArray());
    }
  }

  /** Sets the version, and builds all code anew: what is copied as it is gets no stack maps. */
  private static ClassTransform upgrade() {
    ClassTransform code =
        ClassTransform.transformingMethodBodies(
            CodeTransform.ofStateful(() -> (builder, element) -> builder.with(element)));
    return code.andThen(
        (builder, element) ->
            builder.with(
                element instanceof ClassFileVersion
                    ? ClassFileVersion.of(ClassFile.JAVA_8_VERSION, 0)
                    : element));
  }
}
