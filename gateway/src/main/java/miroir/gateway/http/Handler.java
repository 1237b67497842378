package miroir.gateway.http;

import java.util.concurrent.CompletableFuture;

/** Answers one route. May throw {@link miroir.gateway.api.Refusal}, or fail its future with one. */
@FunctionalInterface
interface Handler {
  /** Answers; never blocks. */
  CompletableFuture<Answer> answer(Call call);
}
