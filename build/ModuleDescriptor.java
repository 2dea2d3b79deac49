import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarFile;
import java.util.spi.ToolProvider;

/**
 * Adds the module descriptor to a jar: {@code ModuleDescriptor JAR CLASSES VERSION DATE}. A jar
 * that has it is left alone, or all that depends on it would be compiled again.
 */
final class ModuleDescriptor {
  private static final String NAME = "module-info.class";

  private ModuleDescriptor() {}

  public static void main(String[] arguments) throws IOException {
    Path jar = Path.of(arguments[0]);
    Path classes = Path.of(arguments[1]);
    if (isIn(jar, classes.resolve(NAME))) {
      return;
    }
    int status =
        ToolProvider.findFirst("jar")
            .orElseThrow()
            .run(
                System.out,
                System.err,
                "--update",
                "--file=" + jar,
                "--module-version=" + arguments[2],
                "--date=" + arguments[3],
                "-C",
                classes.toString(),
                NAME);
    System.exit(status);
  }

  private static boolean isIn(Path jar, Path descriptor) throws IOException {
    try (JarFile file = new JarFile(jar.toFile())) {
      return file.getEntry(NAME) != null
          && Files.getLastModifiedTime(descriptor).compareTo(Files.getLastModifiedTime(jar)) <= 0;
    }
  }
}
