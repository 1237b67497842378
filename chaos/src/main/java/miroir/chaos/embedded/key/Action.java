package miroir.chaos.embedded.key;

import java.util.List;
import java.util.Set;

/** What a key may allow, in words such as {@code documents.add}. */
public final class Action {
  /** All words that a key may hold, in the order of the error message. */
  public static final List<String> WORDS =
      List.of(
          ("* search documents.* documents.add documents.get documents.delete indexes.*"
                  + " indexes.create indexes.get indexes.update indexes.delete indexes.swap tasks.*"
                  + " tasks.cancel tasks.delete tasks.get settings.* settings.get settings.update"
                  + " stats.* stats.get metrics.* metrics.get dumps.* dumps.create snapshots.*"
                  + " snapshots.create version keys.create keys.get keys.update keys.delete"
                  + " experimental.get experimental.update export network.get network.update"
                  + " chatCompletions chats.* chats.get chats.delete chatsSettings.*"
                  + " chatsSettings.get chatsSettings.update *.get webhooks.get webhooks.update"
                  + " webhooks.delete webhooks.create webhooks.* indexes.compact fields.post"
                  + " tasks.compact dynamicSearchRules.get dynamicSearchRules.create"
                  + " dynamicSearchRules.update dynamicSearchRules.delete dynamicSearchRules.*")
              .split(" "));

  private static final Set<String> READS = Set.of("search", "export", "version", "fields.post");

  private Action() {}

  /** True if a word of a key covers an action. */
  static boolean covers(String word, String action) {
    if (word.equals("*")) {
      return true;
    }
    if (word.equals("*.get")) {
      return READS.contains(action) || (action.endsWith(".get") && !action.equals("keys.get"));
    }
    if (word.endsWith(".*")) {
      return action.startsWith(word.substring(0, word.length() - 1))
          && !action.equals("documents.edit");
    }
    return word.equals(action);
  }
}
