package dev.intact.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class DifferenceTest {
    private static final TableName T = new TableName("main", "t");

    private static Catalog catalog(Table table) {
        return new Catalog(
                new Server("Test", "1", 63, Set.of()),
                List.of("main"),
                new TreeMap<>(Map.of(table.name(), table)),
                Map.of(),
                Map.of());
    }

    private static Table table() {
        return Table.of(T, List.of(Column.of("a", "text"))).with(Index.on("ix", List.of("a")));
    }

    @Test
    void isNoneBetweenEqualCatalogs() {
        assertThat(Difference.between(catalog(table()), catalog(table()))).isEmpty();
    }

    @Test
    void namesWhatCameAndWhatWent() {
        var after = table().without(Index.on("ix", List.of("a"))).with(Index.on("other", List.of("a")));
        assertThat(Difference.between(catalog(table()), catalog(after)))
                .extracting(Difference::toString)
                .containsExactly(
                        "main.t: index ix: expected index (a), found nothing",
                        "main.t: index other: expected nothing, found index (a)");
    }

    @Test
    void namesAColumnThatChanged() {
        var after = table().replacing(Column.of("a", "text").withNotNull(true));
        assertThat(Difference.between(catalog(table()), catalog(after)))
                .singleElement()
                .hasToString("main.t: column a: expected a text, found a text not null");
    }

    @Test
    void ofAPromiseIgnoresWhatOthersHaveDone() {
        var promised = Difference.between(catalog(table()), catalog(table().with(Index.on("new", List.of("a")))));
        var actual = table().with(Index.on("new", List.of("a"))).with(Index.on("theirs", List.of("a")));
        assertThat(Difference.missing(promised, catalog(actual))).isEmpty();
        assertThat(Difference.missing(promised, catalog(table())))
                .singleElement()
                .hasToString("main.t: index new: expected index (a), found nothing");
    }

    @Test
    void tellsTwoNamelessOnesOfOneShapeApart() {
        var key = new UniqueKey(null, List.of("a"), List.of(), true, Deferral.NOT_DEFERRABLE);
        var twice = table().with(key).with(key);
        assertThat(Difference.between(catalog(table().with(key)), catalog(twice)))
                .hasSize(1);
    }

    @Test
    void takesExpressionsForEqualByTheirNormalForm() {
        var one = table().with(Index.on("p", List.of("a")).withPredicate(new Expression("a>1", "(a > 1)")));
        var other = table().with(Index.on("p", List.of("a")).withPredicate(new Expression("a > 1", "(a > 1)")));
        assertThat(Difference.between(catalog(one), catalog(other))).isEmpty();
    }
}
