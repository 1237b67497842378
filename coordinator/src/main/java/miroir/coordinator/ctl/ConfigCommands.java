package miroir.coordinator.ctl;

import miroir.proto.admin.ConfigEntry;
import miroir.proto.admin.ConfigReply;
import miroir.proto.admin.Empty;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** The replicated configuration. */
@Command(name = "config", description = "The cluster's replicated configuration.")
final class ConfigCommands extends Miroirctl.Group {
  @Command(name = "show", description = "Every key with its value and what is allowed.")
  void show() {
    ConfigReply reply = ctl().calls().call(stub -> stub.configShow(Empty.getDefaultInstance()));
    Table table = new Table("key", "value", "standard", "allowed");
    reply
        .getEntriesList()
        .forEach(
            entry ->
                table.row(
                    entry.getKey(), entry.getValue(), entry.getStandard(), entry.getAllowed()));
    ctl().print(table);
  }

  @Command(name = "set", description = "Sets one key.")
  void set(
      @Parameters(paramLabel = "KEY") String key, @Parameters(paramLabel = "VALUE") String value) {
    ctl()
        .calls()
        .call(stub -> stub.configSet(ConfigEntry.newBuilder().setKey(key).setValue(value).build()));
    ctl().say(key + " = " + value);
  }
}
