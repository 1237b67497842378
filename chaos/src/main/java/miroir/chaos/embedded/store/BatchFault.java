package miroir.chaos.embedded.store;

import miroir.gateway.api.ApiError;

/** A document of a batch cannot be indexed: all tasks of the batch fail, as in Meilisearch. */
public final class BatchFault extends Exception {
  private static final long serialVersionUID = 1;

  private final transient ApiError error;

  BatchFault(ApiError error) {
    super(error.message(), null, false, false);
    this.error = error;
  }

  /** What all its tasks show. */
  public ApiError error() {
    return error;
  }
}
