package miroir.chaos.embedded.queue;

import java.util.List;
import java.util.Map;

/** Does what tasks ask for. Called by one thread only. */
public interface Worker {
  /**
   * Does the work of a batch and makes it durable.
   *
   * @param batch tasks of one index that change documents, or one task of any other kind
   * @return what became of each, by number
   */
  Map<Long, Ending> apply(List<Task> batch);

  /**
   * What became of tasks whose effects are on disk though their end may not have been noted: the
   * process died in between. They must not be done twice.
   */
  Map<Long, Ending> recovered();
}
