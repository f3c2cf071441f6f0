package dev.intact.examples.service;

import static dev.intact.Operations.CASCADE;
import static dev.intact.Operations.addForeignKey;
import static dev.intact.Operations.addUnique;
import static dev.intact.Operations.asc;
import static dev.intact.Operations.collapse;
import static dev.intact.Operations.delete;
import static dev.intact.Operations.keepFirst;
import static dev.intact.Operations.rekey;

import dev.intact.flyway.IntactMigration;
import dev.intact.operation.AddForeignKey;
import dev.intact.operation.Change;
import dev.intact.operation.SurrogateKey;
import java.util.stream.Stream;
import org.flywaydb.core.api.migration.JavaMigration;

/** What has happened to the service's database, release after release. The even versions; the odd ones are SQL files. */
record History(Naming naming) {
    JavaMigration[] migrations() {
        return Stream.of(
                        IntactMigration.of("2", workflowIdIsUnique()),
                        IntactMigration.of("4", statusIsPartOfWorkflow()),
                        IntactMigration.of("6", taskCreationIsIdempotent()),
                        IntactMigration.of("8", slugIsUniqueInWorkstream()),
                        IntactMigration.of("10", referencesAreEnforced()))
                .toArray(JavaMigration[]::new);
    }

    private Change workflowIdIsUnique() {
        return Change.of(
                "workflow_id is unique",
                addUnique(naming.table("executions", "workflow_executions"), "workflow_id")
                        .replacingIndex("ix_workflow_id"));
    }

    private Change statusIsPartOfWorkflow() {
        return Change.of(
                "workflow_status becomes part of workflow",
                collapse(naming.table("scheduler", "workflow_status"))
                        .into(naming.table("scheduler", "workflow"))
                        .moving("run_id", "is_canceled", "is_archived"));
    }

    private Change taskCreationIsIdempotent() {
        return Change.of(
                "external_id is unique",
                addUnique(naming.table("dashboard", "tasks"), "external_id").onDuplicates(keepFirst(asc("id"))));
    }

    private Change slugIsUniqueInWorkstream() {
        return Change.of(
                "a slug is unique in its workstream",
                rekey(naming.table("enrichment", "enrichment_registry"))
                        .from("slug")
                        .toUnique("slug", "workstream_slug")
                        .withPrimaryKey("id", SurrogateKey.UUID)
                        .widening(naming.table("enrichment", "client_workflow_configs"), "client_id", "workflow_slug"));
    }

    private Change referencesAreEnforced() {
        return Change.of(
                "references are enforced",
                reference("workflow_executions", "workflow_id", "workflow_definitions"),
                reference("step_executions", "execution_id", "workflow_executions"),
                reference("state_snapshots", "execution_id", "workflow_executions"),
                reference("approval_requests", "execution_id", "workflow_executions"),
                reference("rollback_actions", "execution_id", "workflow_executions"));
    }

    private AddForeignKey reference(String from, String column, String to) {
        return addForeignKey(naming.table("orchestration", from), column)
                .references(naming.table("orchestration", to), "id")
                .onDelete(CASCADE)
                .onOrphans(delete());
    }
}
