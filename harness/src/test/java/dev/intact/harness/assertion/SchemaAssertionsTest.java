package dev.intact.harness.assertion;

import static dev.intact.Operations.CASCADE;
import static dev.intact.Operations.SET_NULL;
import static dev.intact.harness.assertion.IntactAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.intact.Intact;
import dev.intact.catalog.Catalog;
import dev.intact.harness.DatabaseSource;
import dev.intact.harness.TestDatabases;
import java.sql.SQLException;
import java.util.stream.Stream;
import org.assertj.core.api.AbstractThrowableAssert;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

@ParameterizedClass(name = "{0}")
@MethodSource("systems")
class SchemaAssertionsTest {
    private final Catalog catalog;

    static Stream<DatabaseSource> systems() {
        return Stream.of(TestDatabases.sqlite(), TestDatabases.postgres());
    }

    SchemaAssertionsTest(DatabaseSource source) throws SQLException {
        try (var database = source.open()) {
            database.execute("""
                    create table workflow (
                      id integer not null, stream integer not null, run_id integer not null default 7, name varchar(9),
                      twice integer generated always as (run_id * 2) stored,
                      primary key (id), constraint uq_workflow unique (stream, id),
                      constraint ck_run check (run_id > 0));
                    create unique index ix_name on workflow (name);
                    create unique index ix_run_id on workflow (run_id) where name is null;
                    create index ix_run on workflow (run_id, name);
                    create table step (
                      workflow_id integer references workflow on delete cascade,
                      workflow_stream integer,
                      constraint step_stream foreign key (workflow_id, workflow_stream) references workflow (id, stream)
                        on update set null deferrable);
                    """);
            catalog = Intact.using(database.dataSource()).catalog();
        }
    }

    private TableAssert workflow() {
        return assertThat(catalog).table("workflow");
    }

    private static AbstractThrowableAssert<?, ? extends Throwable> assertFails(ThrowingCallable assertion) {
        return assertThatThrownBy(assertion).isInstanceOf(AssertionError.class);
    }

    @Test
    void everyTableIsThere() {
        assertThat(catalog).doesNotHaveTable("workflows").table("step");
    }

    @Test
    void aTableThatIsMissingIsNamedWithTheNearest() {
        assertFails(() -> assertThat(catalog).table("workflows"))
                .hasMessageStartingWith("there is no table workflows")
                .hasMessageContaining("nearest    workflow");
    }

    @Test
    void aTableThatShouldBeGoneIsShown() {
        assertFails(() -> assertThat(catalog).doesNotHaveTable("step"))
                .hasMessageContaining("step")
                .hasMessageMatching("(?is).*workflow_stream integer.*");
    }

    @Test
    void columnsAreAsTheyAreDeclared() {
        workflow().hasColumns("id", "stream", "run_id", "name", "twice").doesNotHaveColumn("runid");
        workflow().hasColumn("run_id").isNotNull().hasDefault("7").hasType("INTEGER");
        workflow()
                .hasColumn("name")
                .isNullable()
                .hasNoDefault()
                .and()
                .hasColumn("twice")
                .isGenerated();
    }

    @Test
    void aColumnThatIsMissingIsNamedWithTheNearestAndAllThatAreThere() {
        assertFails(() -> workflow().hasColumn("runid"))
                .hasMessageContaining("has no column runid")
                .hasMessageContaining("nearest   run_id")
                .hasMessageMatching("(?is).*stream integer not null.*");
    }

    @Test
    void aColumnThatIsOtherwiseIsShown() {
        assertFails(() -> workflow().hasColumn("run_id").isNullable())
                .hasMessageContainingAll("run_id", "default 7 not null");
        assertFails(() -> workflow().hasColumn("name").isNotNull()).hasMessageContaining("expected  not null");
        assertFails(() -> workflow().hasColumn("run_id").hasNoDefault());
        assertFails(() -> workflow().hasColumn("run_id").hasDefault("8"));
        assertFails(() -> workflow().hasColumn("run_id").hasType("text"));
        assertFails(() -> workflow().hasColumn("run_id").isGenerated());
        assertFails(() -> workflow().hasColumns("id", "run_id"));
        assertFails(() -> workflow().doesNotHaveColumn("name"));
    }

    @Test
    void keysAreFoundWhateverDeclaresThem() {
        workflow().hasPrimaryKey("id").hasUnique("id").hasUnique("id", "stream").hasUnique("name");
        workflow().doesNotHaveUnique("stream").doesNotHaveUnique("run_id");
        assertThat(catalog).table("step").doesNotHavePrimaryKey();
    }

    @Test
    void aKeyThatIsMissingIsNamedWithThoseThatAreThere() {
        assertFails(() -> workflow().hasUnique("run_id"))
                .hasMessageContaining("has no unique key (run_id)")
                .hasMessageContaining("primary key (id)")
                .hasMessageContaining("unique (stream, id)   uq_workflow")
                .hasMessageContaining("unique index (name)   ix_name");
        assertFails(() -> workflow().hasPrimaryKey("stream", "id")).hasMessageContaining("primary key (id)");
        assertFails(() -> workflow().doesNotHaveUnique("name"));
        assertFails(() -> workflow().doesNotHavePrimaryKey());
    }

    @Test
    void indexesAreFoundByTheirColumnsAndTheirNames() {
        workflow().hasIndex("run_id", "name").hasIndex("name").hasIndex("stream", "id");
        workflow().doesNotHaveIndex("name", "run_id").doesNotHaveIndex("run_id");
        workflow().hasIndexNamed("ix_run").doesNotHaveIndexNamed("ix_rum");
    }

    @Test
    void anIndexThatIsMissingIsNamedWithThoseThatAreThere() {
        assertFails(() -> workflow().hasIndex("name", "run_id")).hasMessageContaining("index (run_id, name)   ix_run");
        assertFails(() -> workflow().hasIndexNamed("ix_rum")).hasMessageContaining("ix_run");
        assertFails(() -> workflow().doesNotHaveIndex("run_id", "name"));
        assertFails(() -> workflow().doesNotHaveIndexNamed("ix_run"));
    }

    @Test
    void checksAreFoundByTheirConditions() {
        workflow().hasCheck("run_id > 0").doesNotHaveCheck("run_id > 1");
    }

    @Test
    void aCheckThatIsMissingIsNamedWithThoseThatAreThere() {
        assertFails(() -> workflow().hasCheck("run_id > 1"))
                .hasMessageContaining("has no check (run_id > 1)")
                .hasMessageContaining("check (run_id > 0)   ck_run");
        assertFails(() -> workflow().doesNotHaveCheck("run_id > 0"));
        assertFails(() -> assertThat(catalog).doesNotHaveTable("workflow")).hasMessageContaining("ck_run");
    }

    @Test
    void foreignKeysAreFoundByTheirColumns() {
        var step = assertThat(catalog).table("step");
        step.hasForeignKey("workflow_id")
                .to("workflow", "id")
                .onDelete(CASCADE)
                .isValidated()
                .and()
                .doesNotHaveForeignKey("workflow_stream");
        step.hasForeignKey("workflow_stream", "workflow_id")
                .to("workflow", "stream", "id")
                .onUpdate(SET_NULL)
                .isDeferrable();
    }

    @Test
    void aForeignKeyThatIsMissingOrOtherwiseIsNamedWithThoseThatAreThere() {
        var step = assertThat(catalog).table("step");
        assertFails(() -> step.hasForeignKey("workflow_stream"))
                .hasMessageContaining("has no foreign key (workflow_stream)")
                .hasMessageContaining("step_stream");
        assertFails(() -> step.hasForeignKey("workflow_id").onDelete(SET_NULL))
                .hasMessageContaining("expected  on delete set null")
                .hasMessageContaining("on delete cascade");
        assertFails(() -> step.hasForeignKey("workflow_id").to("step"));
        assertFails(() -> step.hasForeignKey("workflow_id").to("workflow", "stream"));
        assertFails(() -> step.hasForeignKey("workflow_id").isDeferrable());
        assertFails(() -> step.hasForeignKey("workflow_stream", "workflow_id").to("workflow", "id", "stream"));
        assertFails(() -> step.doesNotHaveForeignKey("workflow_id"));
    }
}
