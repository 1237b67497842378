package miroir.coordinator.rpc;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import miroir.machine.State;
import org.jspecify.annotations.Nullable;

/** What a task's index is called now: the name that reads see, or a deleted one's last name. */
final class Names {
  private final Map<Long, String> byId = new HashMap<>();

  Names(State state) {
    byId.putAll(state.lastNames());
    state.readNames().forEach((uid, id) -> byId.put(id, uid));
  }

  @Nullable String of(long id) {
    return byId.get(id);
  }

  Set<Long> idsOf(String uid) {
    Set<Long> ids = new HashSet<>();
    byId.forEach(
        (id, name) -> {
          if (name.equals(uid)) {
            ids.add(id);
          }
        });
    return ids;
  }
}
