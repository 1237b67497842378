package miroir.cluster;

import java.nio.charset.StandardCharsets;
import net.jpountz.xxhash.XXHash64;
import net.jpountz.xxhash.XXHashFactory;

/**
 * The fixed hash range that a document belongs to, for ever: {@code XXH64(utf8(primary key), seed
 * 0) >>> 50} (architecture.md, Words). Slots run from 0 to {@link #COUNT} - 1.
 */
public final class Slot {
  /** Number of slots; the fourteen leading bits of the hash choose one. */
  public static final int COUNT = 1 << 14;

  private static final XXHash64 XXH64 = XXHashFactory.safeInstance().hash64();

  private Slot() {}

  /**
   * Returns the slot of a document, given its primary key; a number is given as its decimal text.
   */
  public static int of(String primaryKey) {
    byte[] utf8 = primaryKey.getBytes(StandardCharsets.UTF_8);
    return (int) (XXH64.hash(utf8, 0, utf8.length, 0) >>> 50);
  }

  /** Returns the shard of a slot in an index of {@code shards} shards, a power of two. */
  public static int shard(int slot, int shards) {
    return slot >>> (14 - Integer.numberOfTrailingZeros(shards));
  }
}
