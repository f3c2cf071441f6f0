package dev.intact.error;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** The database or its driver failed in a way that Intact has no better name for, or the connection is gone. */
public final class DatabaseException extends IntactException {
    private static final long serialVersionUID = 1L;

    private final String sqlState;

    /**
     * @param code {@code connection} when there is no connection any more, {@code disk-full}, {@code conflict}, or
     *     {@code database} for the rest
     * @param headline what failed
     * @param facts what was done before, and what can be done
     * @param cause what the driver threw
     */
    public DatabaseException(String code, String headline, List<Fact> facts, SQLException cause) {
        super(code, headline, with(facts, cause), cause);
        this.sqlState = cause.getSQLState() == null ? "" : cause.getSQLState();
    }

    /** {@return the SQLSTATE that the driver gave, or an empty text} */
    public String sqlState() {
        return sqlState;
    }

    private static List<Fact> with(List<Fact> facts, SQLException cause) {
        var all = new ArrayList<Fact>();
        all.add(Fact.of("database", String.valueOf(cause.getMessage())));
        all.addAll(facts);
        return all;
    }
}
