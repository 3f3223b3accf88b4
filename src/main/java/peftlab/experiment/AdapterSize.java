package peftlab.experiment;

import java.util.Arrays;
import java.util.List;
import peftlab.peft.StoredTensor;

/** The size of an adapter's safetensors file, without writing it. */
final class AdapterSize {
  private static final String TENSOR = "{\"dtype\":\"F32\",\"shape\":,\"data_offsets\":[,]},\"\":";
  private static final int FRAME = 8 + "{\"__metadata__\":{\"format\":\"pt\"}}".length();

  private AdapterSize() {}

  static long bytes(List<StoredTensor> tensors) {
    long header = FRAME;
    long values = 0;
    for (StoredTensor t : tensors) {
      long end = values + 4 * t.value().size();
      header +=
          TENSOR.length()
              + t.name().length()
              + Arrays.toString(t.shape()).replace(" ", "").length()
              + String.valueOf(values).length()
              + String.valueOf(end).length();
      values = end;
    }
    return values + (header + 7) / 8 * 8;
  }
}
