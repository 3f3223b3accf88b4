package peftlab.checkpoint.format;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import peftlab.InputException;

/**
 * Reads safetensors: a little-endian 64-bit header length, a JSON header, then the raw values.
 *
 * <p>Nothing that the header says is believed before it is checked against the file, and no more is
 * allocated than the header's size suggests. See <a
 * href="https://github.com/huggingface/safetensors">the format</a>.
 */
public final class Safetensors {
  private static final int LENGTH_BYTES = Long.BYTES;
  private static final long LONGEST_HEADER = 100_000_000;
  private static final int MOST_SHARDS = 1000;

  private Safetensors() {}

  /**
   * Opens one file.
   *
   * @throws InputException naming the file, and the tensor where it is about one, if the file is
   *     not a whole and consistent safetensors file
   */
  public static TensorSource open(Path path) {
    TensorFile file = TensorFile.open(path);
    try {
      return new FileTensors(index(file), List.of(file), path.toString());
    } catch (RuntimeException e) {
      file.close();
      throw e;
    }
  }

  /**
   * Opens the files that an index, {@code model.safetensors.index.json}, spreads a model over.
   *
   * <p>Files are looked for only beside the index, whatever it calls them.
   *
   * @throws InputException naming the file and tensor at fault
   */
  public static TensorSource openSharded(Path index) {
    Map<String, String> shardOf = ShardIndex.read(index);
    Map<String, FileTensor> tensors = new LinkedHashMap<>();
    Map<String, Map<String, FileTensor>> shards = new TreeMap<>();
    List<TensorFile> files = new ArrayList<>();
    try {
      for (Map.Entry<String, String> entry : shardOf.entrySet()) {
        String name = entry.getKey();
        Map<String, FileTensor> shard = shards.get(entry.getValue());
        if (shard == null) {
          if (files.size() == MOST_SHARDS) {
            throw new InputException(index + " names more than " + MOST_SHARDS + " files");
          }
          TensorFile file = TensorFile.open(index.resolveSibling(entry.getValue()));
          files.add(file);
          shard = index(file);
          shards.put(entry.getValue(), shard);
        }
        FileTensor tensor = shard.get(name);
        if (tensor == null) {
          throw new InputException(
              index.resolveSibling(entry.getValue())
                  + ": tensor "
                  + Messages.shown(name)
                  + " is missing, which "
                  + index.getFileName()
                  + " says is here");
        }
        tensors.put(name, tensor);
      }
      return new FileTensors(tensors, files, index.toString());
    } catch (RuntimeException e) {
      files.forEach(TensorFile::close);
      throw e;
    }
  }

  private static Map<String, FileTensor> index(TensorFile file) {
    if (file.size() < LENGTH_BYTES) {
      throw new InputException(
          file.path() + " has " + file.size() + " bytes, too few for a safetensors file");
    }
    ByteBuffer length = ByteBuffer.allocate(LENGTH_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    file.read(length, 0);
    long header = length.getLong(0);
    long available = Math.min(LONGEST_HEADER, file.size() - LENGTH_BYTES);
    if (Long.compareUnsigned(header, available) > 0) {
      throw new InputException(
          file.path()
              + " is not a safetensors file or is cut off: it claims a header of "
              + Long.toUnsignedString(header)
              + " bytes, at most "
              + available
              + " are possible");
    }
    ByteBuffer json = ByteBuffer.allocate((int) header);
    file.read(json, LENGTH_BYTES);
    long data = LENGTH_BYTES + header;
    return new SafetensorsHeader(file, data, file.size() - data).parse(json.array());
  }
}
