package peftlab.checkpoint.adapter;

import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import peftlab.checkpoint.BertNames;
import peftlab.checkpoint.format.Messages;
import peftlab.checkpoint.format.StoredFile;
import peftlab.method.PeftConfig;
import peftlab.method.PeftFile;

/** A file in PEFT's format, as its method sees it. */
final class ForeignFile extends StoredFile implements PeftFile {
  private final AdapterConfig config;
  private final AdapterTensors tensors;
  private final Set<String> modules;
  private final boolean classifier;
  private final ModuleMatcher matcher;

  /**
   * A file.
   *
   * @param hasPooler whether the base has one; what changes it is left out otherwise
   * @param classifier whether the file holds one
   */
  ForeignFile(AdapterConfig config, AdapterTensors tensors, boolean hasPooler, boolean classifier) {
    super(tensors, tensors.ofMethod(hasPooler));
    this.config = config;
    this.tensors = tensors;
    this.modules = new TreeSet<>(tensors.modules());
    this.classifier = classifier;
    this.matcher = new ModuleMatcher(config);
    if (!hasPooler) {
      modules.remove(BertNames.POOLER);
    }
  }

  @Override
  public PeftConfig config() {
    return config;
  }

  @Override
  public Set<String> modules() {
    return modules;
  }

  @Override
  public boolean has(String name) {
    return tensors.has(name);
  }

  @Override
  public long[] matrix(String name) {
    return tensors.matrix(name);
  }

  @Override
  public String origin(String name) {
    return tensors.origin(name);
  }

  @Override
  public String path(String module) {
    return tensors.path(module);
  }

  @Override
  public boolean matches(String key, String expression, String path) {
    return matcher.whole(key, expression, path);
  }

  @Override
  public boolean holdsClassifier() {
    return classifier;
  }

  @Override
  public Set<String> others() {
    return tensors.others();
  }

  @Override
  public Map<String, Double> numbers(String patterns, double otherwise) {
    Map<String, Double> pattern = config.pattern(patterns);
    Set<String> unused = new HashSet<>(pattern.keySet());
    Map<String, Double> numbers = new TreeMap<>();
    for (String module : tensors.modules()) {
      Optional<String> first =
          pattern.keySet().stream().filter(end -> ends(patterns, end, module)).findFirst();
      first.ifPresent(unused::remove);
      numbers.put(module, first.map(pattern::get).orElse(otherwise));
    }
    for (String expression : pattern.keySet()) {
      if (unused.contains(expression)
          && tensors.modules().stream().noneMatch(m -> ends(patterns, expression, m))) {
        throw config.wrong(
            patterns,
            "names " + Messages.shown(expression) + ", which is not a module of the adapter");
      }
    }
    return numbers;
  }

  private boolean ends(String key, String expression, String module) {
    return matcher.end(key, expression, tensors.path(module));
  }
}
