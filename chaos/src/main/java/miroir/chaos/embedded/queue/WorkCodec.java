package miroir.chaos.embedded.queue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import miroir.gateway.api.index.IndexRequests.Swap;
import miroir.gateway.api.json.Json;
import miroir.gateway.api.settings.SettingsPatch;

/** Work as it stands in the log. */
final class WorkCodec {
  private WorkCodec() {}

  static ObjectNode encode(Work work) {
    ObjectNode json = Json.object();
    if (work instanceof Work.AddDocuments add) {
      json.put("do", "add").put("merge", add.merge()).put("primaryKey", add.primaryKey());
      json.put("skipCreation", add.skipCreation()).put("mayCreate", add.mayCreate());
      json.put("received", add.received());
    } else if (work instanceof Work.DeleteIds delete) {
      json.put("do", "deleteIds");
      delete.ids().forEach(json.putArray("ids")::add);
    } else if (work instanceof Work.DeleteMatching delete) {
      json.put("do", "deleteMatching").set("filter", delete.filter());
    } else if (work instanceof Work.Clear) {
      json.put("do", "clear");
    } else if (work instanceof Work.ChangeSettings change) {
      json.put("do", "settings").put("mayCreate", change.mayCreate());
      json.set("patch", change.patch().toJson());
    } else if (work instanceof Work.CreateIndex create) {
      json.put("do", "create").put("primaryKey", create.primaryKey());
    } else if (work instanceof Work.UpdateIndex update) {
      json.put("do", "update").put("primaryKey", update.primaryKey());
      json.put("newUid", update.newUid());
    } else if (work instanceof Work.DeleteIndex) {
      json.put("do", "drop");
    } else if (work instanceof Work.SwapIndexes swap) {
      ArrayNode swaps = json.put("do", "swap").putArray("swaps");
      for (Swap one : swap.swaps()) {
        swaps.addArray().add(one.first()).add(one.second()).add(one.rename());
      }
    } else if (work instanceof Work.CancelTasks cancel) {
      json.put("do", "cancel").put("query", cancel.query());
      cancel.uids().forEach(json.putArray("uids")::add);
    } else if (work instanceof Work.DeleteTasks delete) {
      json.put("do", "forget").put("query", delete.query());
      delete.uids().forEach(json.putArray("uids")::add);
    }
    return json;
  }

  static Work decode(JsonNode json) {
    String primaryKey = json.path("primaryKey").textValue();
    boolean mayCreate = json.path("mayCreate").asBoolean();
    String query = json.path("query").asText();
    String what = json.path("do").asText();
    return switch (what) {
      case "add" ->
          new Work.AddDocuments(
              json.path("merge").asBoolean(),
              primaryKey,
              json.path("skipCreation").asBoolean(),
              mayCreate,
              json.path("received").asInt());
      case "deleteIds" -> new Work.DeleteIds(strings(json.path("ids")));
      case "deleteMatching" -> new Work.DeleteMatching(json.path("filter"));
      case "clear" -> new Work.Clear();
      case "settings" ->
          new Work.ChangeSettings(SettingsPatch.fromJson(json.path("patch")), mayCreate);
      case "create" -> new Work.CreateIndex(primaryKey);
      case "update" -> new Work.UpdateIndex(primaryKey, json.path("newUid").textValue());
      case "drop" -> new Work.DeleteIndex();
      case "swap" -> new Work.SwapIndexes(swaps(json.path("swaps")));
      case "cancel" -> new Work.CancelTasks(uids(json.path("uids")), query);
      case "forget" -> new Work.DeleteTasks(uids(json.path("uids")), query);
      default -> throw new IllegalStateException("the log holds unknown work: " + what);
    };
  }

  private static List<String> strings(JsonNode list) {
    List<String> strings = new ArrayList<>();
    list.forEach(value -> strings.add(value.asText()));
    return List.copyOf(strings);
  }

  private static Set<Long> uids(JsonNode list) {
    Set<Long> uids = new HashSet<>();
    list.forEach(uid -> uids.add(uid.asLong()));
    return Set.copyOf(uids);
  }

  private static List<Swap> swaps(JsonNode list) {
    List<Swap> swaps = new ArrayList<>();
    for (JsonNode swap : list) {
      swaps.add(new Swap(swap.get(0).asText(), swap.get(1).asText(), swap.get(2).asBoolean()));
    }
    return List.copyOf(swaps);
  }
}
