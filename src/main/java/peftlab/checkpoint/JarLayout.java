package peftlab.checkpoint;

import java.io.IOException;
import java.nio.file.Path;
import java.util.zip.ZipFile;

/** How a published jar holds a BERT. */
interface JarLayout {
  /** An entry that only this jar has, to recognise it on the class path. */
  String entry();

  /**
   * Writes the model as a Hugging Face folder.
   *
   * @param scratch an empty folder for intermediate files
   * @param folder to write; does not exist yet
   * @throws IOException where the jar cannot be read or the scratch folder not be written
   */
  void convert(ZipFile jar, Path scratch, Path folder) throws IOException;
}
