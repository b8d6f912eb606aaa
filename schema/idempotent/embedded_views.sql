-- Rows with the vector that they reach by reference.
CREATE OR REPLACE VIEW application_logs_embedded AS
SELECT l.*, e.content AS template, e.embedding AS message_embedding, e.model AS embedding_model,
	r.attributes AS resource, s.name AS scope_name, s.version AS scope_version, s.attributes AS scope_attributes
FROM application_logs l
LEFT JOIN observability_embeddings e ON e.content_id = l.template_id
LEFT JOIN resources r USING (resource_id)
LEFT JOIN scopes s USING (scope_id);

CREATE OR REPLACE VIEW test_failures_embedded AS
SELECT f.failure_id, f.timestamp, f.run_id, f.test_id, f.test_name, f.test_file, f.suite_name, f.error_type,
	f.error_message, f.error_stack, f.file_path, f.line_number, f.template_id, e.content AS template, e.embedding AS error_embedding, e.model AS embedding_model
FROM test_failures f
LEFT JOIN observability_embeddings e ON e.content_id = f.template_id;

CREATE OR REPLACE VIEW build_events_embedded AS
SELECT b.*, e.content AS template, e.embedding AS error_embedding, e.model AS embedding_model
FROM build_events b
LEFT JOIN observability_embeddings e ON e.content_id = b.template_id;

CREATE OR REPLACE VIEW selfheal_proposals_embedded AS
SELECT p.*, e.content AS template, e.embedding AS proposal_embedding, e.model AS embedding_model
FROM selfheal_proposals p
LEFT JOIN observability_embeddings e ON e.content_id = p.template_id;
