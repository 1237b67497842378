package miroir.command;

/**
 * Makes a command safe to repeat: the state remembers the answers to a proposer's newest commands.
 *
 * @param proposer a process, new with each start
 * @param number counts the proposer's commands from 1; a repeated command keeps its number
 */
public record OperationId(String proposer, long number) {}
