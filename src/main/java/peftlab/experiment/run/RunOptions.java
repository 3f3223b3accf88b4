package peftlab.experiment.run;

import java.nio.file.Path;
import java.util.List;

/**
 * How an experiment is run.
 *
 * @param workers trials at a time
 * @param retryFailed whether trials that did not end well before are run again
 * @param reuse other results folders whose finished trials are taken over
 */
public record RunOptions(int workers, boolean retryFailed, List<Path> reuse) {}
