package miroir.chaos.sim;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;

/**
 * All randomness of a world. Each name has a stream of its own, so that leaving out one fault
 * changes the others' delays as little as possible.
 */
final class Chance {
  private final Map<String, Random> streams = new HashMap<>();
  private final long seed;

  Chance(long seed) {
    this.seed = seed;
  }

  Random of(String name) {
    return streams.computeIfAbsent(
        name,
        key -> new Random((seed * 0x9E3779B97F4A7C15L) ^ (key.hashCode() * 0xC2B2AE3D27D4EB4FL)));
  }

  /** Returns nanoseconds between two bounds in microseconds. */
  long nanosBetween(String name, int leastMicros, int mostMicros) {
    return 1_000L * (leastMicros + of(name).nextInt(mostMicros - leastMicros + 1));
  }
}
