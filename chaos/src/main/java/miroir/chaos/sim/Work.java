package miroir.chaos.sim;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a node's task is to do. */
sealed interface Work {
  /** Returns Meilisearch's name of the task's type. */
  String type();

  /** Adds documents, by id. */
  record Add(Map<String, ObjectNode> documents, int received, boolean merge) implements Work {
    @Override
    public String type() {
      return "documentAdditionOrUpdate";
    }
  }

  /** Deletes documents by their ids. */
  record DeleteIds(List<String> ids) implements Work {
    @Override
    public String type() {
      return "documentDeletion";
    }
  }

  /**
   * Deletes documents by a filter.
   *
   * @param filter the client's, empty for none
   * @param tokens of slots that it reaches no further than; empty for all
   */
  record DeleteFilter(String filter, Set<String> tokens) implements Work {
    @Override
    public String type() {
      return "documentDeletion";
    }
  }

  /** Deletes all documents. */
  record Clear() implements Work {
    @Override
    public String type() {
      return "documentDeletion";
    }
  }

  /** Changes settings. */
  record Settings(JsonNode patch) implements Work {
    @Override
    public String type() {
      return "settingsUpdate";
    }
  }

  /** Renames the index, or changes nothing. */
  record Update(@Nullable String to) implements Work {
    @Override
    public String type() {
      return "indexUpdate";
    }
  }

  /** Makes an index. */
  record Create() implements Work {
    @Override
    public String type() {
      return "indexCreation";
    }
  }

  /** Deletes an index. */
  record Drop() implements Work {
    @Override
    public String type() {
      return "indexDeletion";
    }
  }
}
