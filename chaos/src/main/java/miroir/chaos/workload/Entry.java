package miroir.chaos.workload;

/**
 * What became of one write.
 *
 * @param gateway which gateway was asked, from 0
 * @param write what was asked
 * @param outcome what its client knows
 * @param task its task if it was acknowledged; else -1
 * @param answer what was answered instead; empty if it was acknowledged
 * @param answered whether a gateway that is ready answered at all
 */
public record Entry(
    int gateway, Write write, Outcome outcome, long task, String answer, boolean answered) {}
