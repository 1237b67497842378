package miroir.machine;

import miroir.command.Command;
import miroir.command.Rejection;
import miroir.topology.Index;
import miroir.topology.Lease;
import miroir.topology.Member;
import miroir.topology.SettingsCheck;

/** Settings that changed on a node behind Miroir's back: found by the leader, put right. */
final class SettingsCommands {
  private SettingsCommands() {}

  static Applied observe(State state, Command.ObserveSettings command) {
    Index index = state.indexes().get(command.index());
    Member member = index == null ? null : index.members().get(command.node());
    if (index == null || member == null || !member.ready()) {
      return Applied.refused(state, Rejection.NOT_FOUND, "no member " + command.node());
    }
    if (index.settings().version() != command.version() || !index.settings().open().isEmpty()) {
      return Applied.refused(state, Rejection.STALE, "the settings are being changed");
    }
    SettingsCheck check =
        command.drifted()
            ? member.check().found()
            : member.check().seen(command.version(), command.digest());
    Index next = index.with(member.checked(check));
    StateBuilder builder = state.change().put(next);
    return Applied.done(
        next.settingsDrift() == index.settingsDrift() ? builder : builder.rerouted());
  }

  static Applied restored(State state, Command.RestoreSettings command) {
    Index index = state.indexes().get(command.index());
    Lease lease = state.leases().getOrDefault(command.index(), Lease.NONE);
    if (index == null || !lease.held() || lease.epoch() != command.leaseEpoch()) {
      return Applied.refused(state, Rejection.STALE, "lease epoch is " + lease.epoch());
    }
    if (index.settingsDrift() != command.drift()) {
      return Applied.refused(state, Rejection.STALE, "drift is " + index.settingsDrift());
    }
    Index next = index;
    for (Member member : index.members().values()) {
      next = next.with(member.checked(member.check().restored()));
    }
    return Applied.done(state.change().put(next).rerouted());
  }
}
