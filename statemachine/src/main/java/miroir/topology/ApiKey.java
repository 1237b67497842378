package miroir.topology;

import java.util.List;

/**
 * A key of the clients, as Meilisearch defines it; its value is derived from the master key.
 *
 * @param uid UUID
 * @param name for people, may be empty
 * @param description for people, may be empty
 * @param actions what it allows
 * @param indexes patterns of index uids
 * @param expiresAt RFC 3339, empty for never
 * @param createdAtNanos nanoseconds since 1970
 * @param updatedAtNanos nanoseconds since 1970
 */
public record ApiKey(
    String uid,
    String name,
    String description,
    List<String> actions,
    List<String> indexes,
    String expiresAt,
    long createdAtNanos,
    long updatedAtNanos) {}
