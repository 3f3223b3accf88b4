package peftlab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResourceFolderTest {
  @TempDir Path folder;

  @Test
  void filesOfAFolderAndOfAJarAreFoundEachOnce() throws IOException {
    Files.createDirectories(folder.resolve("classes/datasets/deeper"));
    Files.writeString(folder.resolve("classes/datasets/b.md"), "");
    Files.writeString(folder.resolve("classes/datasets/notes.txt"), "");
    Files.writeString(folder.resolve("classes/datasets/deeper/d.md"), "");
    Path jar = folder.resolve("plugin.jar");
    try (OutputStream out = Files.newOutputStream(jar);
        ZipOutputStream zip = new ZipOutputStream(out, StandardCharsets.UTF_8)) {
      for (String name :
          new String[] {"datasets/", "datasets/a.md", "datasets/b.md", "datasets/deeper/c.md"}) {
        zip.putNextEntry(new ZipEntry(name));
      }
    }
    URL[] places = {folder.resolve("classes/").toUri().toURL(), jar.toUri().toURL()};
    try (URLClassLoader loader = new URLClassLoader(places, null)) {
      assertThat(ResourceFolder.names(loader, "datasets", ".md")).containsExactly("a", "b");
      assertThat(ResourceFolder.names(loader, "tables", ".yaml")).isEmpty();
    }
  }
}
