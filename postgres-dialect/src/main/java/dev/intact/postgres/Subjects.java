package dev.intact.postgres;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.QueryPart;
import org.jooq.SQL;
import org.jooq.impl.DSL;

/**
 * The tables that are read, and what there is to ask of them.
 *
 * @param database where they are
 * @param version the server's version
 * @param count how many there are
 * @param oids what the catalogs call them
 * @param traits what one or the other of them has
 */
record Subjects(DSLContext database, Version version, int count, Field<?> oids, Set<Trait> traits) {
    /**
     * Of so many tables every answer is long, and so is every question: the driver would go on sending what the server does
     * not read, as nobody takes its answers.
     */
    private static final int MOST_AT_ONCE = 100;

    static Subjects of(DSLContext database, Version version, Collection<Long> tables) {
        var oids = Oids.array(tables);
        return new Subjects(database, version, tables.size(), oids, Trait.of(database, oids));
    }

    boolean have(Trait trait) {
        return traits.contains(trait);
    }

    /** {@return a part of a query where there is something to ask for; the other one where there is not} */
    SQL given(Trait trait, String sql, String otherwise) {
        return DSL.sql(have(trait) ? sql : otherwise);
    }

    /**
     * {@return a query of the catalogs}
     *
     * @param sql it, with {@code {0}} where the tables' identifiers belong
     * @param parts what {@code {1}} and those after it stand for
     */
    SQL query(String sql, QueryPart... parts) {
        var all = new ArrayList<QueryPart>(List.of(oids));
        all.addAll(List.of(parts));
        return DSL.sql(sql, all.toArray(QueryPart[]::new));
    }

    /** Asks everything, and has the answers taken in that order. */
    void ask(List<Question> questions) {
        if (count > MOST_AT_ONCE) {
            questions.forEach(each -> each.answer().accept(database.fetch(each.query())));
        } else {
            askAtOnce(questions);
        }
    }

    private void askAtOnce(List<Question> questions) {
        var text =
                IntStream.range(0, questions.size()).mapToObj("{%d}"::formatted).collect(Collectors.joining("; "));
        var answers =
                database.fetchMany(text, questions.stream().map(Question::query).toArray(QueryPart[]::new));
        for (int i = 0; i < questions.size(); i++) {
            questions.get(i).answer().accept(answers.get(i));
        }
    }
}
