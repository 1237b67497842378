package miroir.cluster;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Unmodifiable sorted maps, copied on change. Sorted, because the order in which a state is walked
 * must be the same on every coordinator.
 */
public final class Sorted {
  private Sorted() {}

  /** Returns the empty map. */
  public static <K extends Comparable<K>, V> SortedMap<K, V> empty() {
    return Collections.unmodifiableSortedMap(new TreeMap<>());
  }

  /** Returns an unmodifiable sorted copy. */
  public static <K extends Comparable<K>, V> SortedMap<K, V> copyOf(Map<K, V> map) {
    return Collections.unmodifiableSortedMap(new TreeMap<>(map));
  }

  /** Returns {@code map} with {@code key} bound to {@code value}. */
  public static <K extends Comparable<K>, V> SortedMap<K, V> with(
      SortedMap<K, V> map, K key, V value) {
    TreeMap<K, V> copy = new TreeMap<>(map);
    copy.put(key, value);
    return Collections.unmodifiableSortedMap(copy);
  }

  /** Returns {@code map} without {@code key}. */
  public static <K extends Comparable<K>, V> SortedMap<K, V> without(SortedMap<K, V> map, K key) {
    if (!map.containsKey(key)) {
      return map;
    }
    TreeMap<K, V> copy = new TreeMap<>(map);
    copy.remove(key);
    return Collections.unmodifiableSortedMap(copy);
  }
}
