package dev.puna;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.module.Configuration;
import java.lang.module.ModuleFinder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.spi.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Records of modules that need not let others in. */
class ForeignModuleTest {
  @TempDir private Path folder;

  /** Compiles a module with one record and returns its class. */
  private Class<?> record(String directive, String modifier) throws Exception {
    Path source = Files.createDirectories(folder.resolve("source"));
    write(source.resolve("module-info.java"), "module foreign { " + directive + " }");
    write(
        source.resolve("inner/City.java"),
        "package inner; " + modifier + " record City(String name) {}");
    Path classes = folder.resolve("classes");
    int status =
        ToolProvider.findFirst("javac")
            .orElseThrow()
            .run(
                System.out,
                System.err,
                "-d",
                classes.toString(),
                source.resolve("module-info.java").toString(),
                source.resolve("inner/City.java").toString());
    assertEquals(0, status);
    ModuleLayer boot = ModuleLayer.boot();
    Configuration configuration =
        boot.configuration()
            .resolve(ModuleFinder.of(classes), ModuleFinder.of(), Set.of("foreign"));
    return ModuleLayer.defineModulesWithOneLoader(
            configuration, List.of(boot), ClassLoader.getSystemClassLoader())
        .layer()
        .findLoader("foreign")
        .loadClass("inner.City");
  }

  private static void write(Path file, String content) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
  }

  private static void assertRefused(Class<?> type) {
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> JsonSchema.of(type));
    assertEquals(
        "record inner.City can not be made from outside of its module: make it public in an"
            + " exported package, or add \"opens inner to dev.puna.core;\" to the module-info.java"
            + " of foreign",
        e.getMessage());
  }

  private static void assertWorks(Class<?> type) {
    String city = String.valueOf(JsonSchema.of(type).read("{\"name\": \"Rome\"}"));
    assertTrue(city.contains("name=Rome"), city);
  }

  @Test
  void aRecordOfAClosedPackageIsRefusedWithWhatToAdd() throws Exception {
    assertRefused(record("", "public"));
  }

  @Test
  void aRecordThatIsNotPublicIsRefused() throws Exception {
    assertRefused(record("exports inner;", ""));
  }

  @Test
  void aPublicRecordOfAnExportedPackageWorks() throws Exception {
    assertWorks(record("exports inner;", "public"));
  }

  @Test
  void anyRecordOfAnOpenPackageWorks() throws Exception {
    assertWorks(record("opens inner;", ""));
  }
}
