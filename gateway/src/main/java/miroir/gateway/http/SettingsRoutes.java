package miroir.gateway.http;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import miroir.command.TaskKind;
import miroir.gateway.api.json.JsonText;
import miroir.gateway.api.settings.IndexSettings;
import miroir.gateway.api.settings.Setting;
import miroir.gateway.api.settings.SettingsPatch;
import miroir.gateway.search.Shapes;
import miroir.gateway.session.IndexNames;
import miroir.gateway.writer.WriteRequest;

/** All settings of an index, and each by its sub-route. */
final class SettingsRoutes {
  private final Writes writes;
  private final IndexNames names;
  private final Shapes shapes;

  SettingsRoutes(Writes writes, IndexNames names, Shapes shapes) {
    this.writes = writes;
    this.names = names;
    this.shapes = shapes;
  }

  void addTo(RouteTable routes) {
    String base = "/indexes/{uid}/settings";
    routes.add("GET", base, call -> get(call, IndexSettings::view));
    routes.add(
        "PATCH", base, call -> change(call, call.uid(), SettingsPatch.parse(call.json()), true));
    routes.add("DELETE", base, call -> change(call, call.uid(), SettingsPatch.resetAll(), false));
    for (Setting setting : Setting.values()) {
      String path = base + "/" + setting.route();
      routes.add("GET", path, call -> get(call, settings -> settings.view(setting)));
      routes.add(
          setting.patched() ? "PATCH" : "PUT",
          path,
          call -> change(call, call.uid(), SettingsPatch.parse(setting, call.json()), true));
      routes.add(
          "DELETE", path, call -> change(call, call.uid(), SettingsPatch.reset(setting), false));
    }
  }

  private CompletableFuture<Answer> get(Call call, Function<IndexSettings, JsonNode> part) {
    return names
        .readable(call.uid())
        .thenApply(named -> Answer.of(200, part.apply(shapes.settings(named.index()))));
  }

  private CompletableFuture<Answer> change(
      Call call, String uid, SettingsPatch patch, boolean create) {
    String details = JsonText.of(patch.toDetails());
    return writes.write(
        call,
        uid,
        new WriteRequest.ChangeSettings(patch, details),
        create,
        TaskKind.SETTINGS_UPDATE,
        details);
  }
}
