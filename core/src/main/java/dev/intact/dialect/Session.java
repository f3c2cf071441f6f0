package dev.intact.dialect;

import dev.intact.catalog.Catalog;
import dev.intact.catalog.Scope;
import dev.intact.catalog.TableName;
import dev.intact.error.Fact;
import dev.intact.operation.Primitive;
import dev.intact.plan.Mode;
import dev.intact.plan.Stage;
import dev.intact.plan.Step;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jooq.DSLContext;

/**
 * Work on one connection. Closing it puts every setting of the connection back and leaves the connection open.
 */
public interface Session extends AutoCloseable {
    /** {@return jOOQ on the connection: names always quoted, values always inlined, statements never prepared} */
    DSLContext database();

    /** {@return the mode that is used when none is asked for} */
    Mode defaultMode();

    /** {@return whether the connection, as it was found, is held to foreign keys} Sets nothing. */
    boolean enforcesForeignKeys();

    /**
     * Reads the schema, inside a transaction that the caller has begun.
     *
     * @throws dev.intact.error.IntactException if a table is unknown, is no ordinary table, or is not the role's to
     *     change
     */
    Catalog read(Scope scope);

    /** {@return those of the names that are taken in their schema by anything that shares its names with indexes, and by what} */
    Map<TableName, String> taken(Set<TableName> names);

    /**
     * Says how an operation is done here. Operations are said in the order in which they run.
     *
     * @param next the operation that follows in the same change: in one transaction, work may be left to it
     * @return the stages, the first starting from {@code before} and the last leaving {@code operation.after(before)}
     * @throws dev.intact.error.UnsupportedChangeException if it cannot be done here
     */
    List<Stage> render(Primitive operation, Optional<Primitive> next, Catalog before, Mode mode);

    /**
     * {@return the steps that clear away what a stage that failed outside a transaction has left half-built}
     *
     * @param again whether that stage is tried again: then what the stages before it have made is still needed
     */
    List<Step> leftovers(Catalog before, Catalog now, boolean again);

    /**
     * Does work which clears up after statements that ran too long: it would leave what it is to clear if it had no more
     * time than they had.
     */
    void unhurried(Runnable work);

    /**
     * Looks, in no time, at what acts when rows of these tables are written or go, for those that hold locks meanwhile.
     *
     * @param tables one at least
     * @return one text for each trigger, rule and foreign key there; another text once it is altered. Where it cannot be told
     *     of one alone, a text for all
     */
    Set<String> effects(Set<TableName> tables);

    /**
     * Waits until no other session changes the schema through Intact.
     *
     * @throws dev.intact.error.TimeoutException if that takes longer than the lock timeout allows
     */
    void exclude() throws SQLException;

    /** Begins a transaction, or a savepoint in the caller's. */
    void begin(Access access) throws SQLException;

    /** Ends what {@link #begin} began, keeping what was done. */
    void commit() throws SQLException;

    /** Ends what {@link #begin} began, undoing what was done. */
    void rollback() throws SQLException;

    /** Runs a statement just as it is. */
    void execute(Step.Statement statement) throws SQLException;

    /** {@return in how many parts, at most, the rows of that table can be gone through: numbers from zero on} */
    long parts(TableName table) throws SQLException;

    /**
     * Runs a statement for some of a table's parts, or for some of the rows in them.
     *
     * @param from the first part
     * @param to the part behind the last
     * @param turn whose turn it is: from 0 on, less than the number of turns
     * @param turns in how many turns all rows of the parts are gone through: a power of 2
     * @return how many rows it changed
     */
    long execute(Step.Backfill statement, long from, long to, int turn, int turns) throws SQLException;

    /** {@return what the database means by that exception} */
    Failure failure(SQLException exception);

    /** {@return who holds the locks that a statement on these tables waits for, if the database tells} */
    List<Fact> blockers(Set<TableName> tables);

    @Override
    void close() throws SQLException;

    /** What a transaction is for. */
    enum Access {
        /** Looking only. */
        READ,
        /** Changing. */
        WRITE,
        /** Changing, foreign keys not being enforced, as it takes to make a table anew where DROP TABLE obeys them. */
        REBUILD
    }
}
