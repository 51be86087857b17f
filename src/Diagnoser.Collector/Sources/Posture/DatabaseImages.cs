using Diagnoser.Collector.Evidence;

namespace Diagnoser.Collector.Sources.Posture;

/// <summary>Images that keep data, and where.</summary>
/// <param name="Name">Last part of the repository.</param>
/// <param name="Folders">The folders of its data, of one of which something must be mounted.</param>
internal sealed record DatabaseImage(string Name, params string[] Folders)
{
    /// <summary>True if what is mounted there holds data: at the folder, above or in it.</summary>
    public bool IsAt(string destination) =>
        Array.Exists(Folders, folder => destination == folder || folder.StartsWith(destination + "/", StringComparison.Ordinal) || destination.StartsWith(folder + "/", StringComparison.Ordinal));
}

/// <summary>The table of them.</summary>
internal static class DatabaseImages
{
    // Images of this maker keep all data under one folder.
    private const string Bitnami = "bitnami";

    private static readonly DatabaseImage[] Table =
    [
        new("postgres", "/var/lib/postgresql"), new("postgresql", "/var/lib/postgresql"), new("postgis", "/var/lib/postgresql"), new("pgvector", "/var/lib/postgresql"),
        new("timescaledb", "/var/lib/postgresql"), new("timescaledb-ha", "/home/postgres"), new("mysql", "/var/lib/mysql"), new("mysql-server", "/var/lib/mysql"),
        new("mariadb", "/var/lib/mysql"), new("percona", "/var/lib/mysql"), new("percona-server", "/var/lib/mysql"), new("mongo", "/data/db"),
        new("mongodb-community-server", "/data/db"), new("mongodb", "/data/db"), new("redis", "/data"), new("redis-stack-server", "/data"), new("redis-stack", "/data"), new("valkey", "/data"),
        new("keydb", "/data"), new("rabbitmq", "/var/lib/rabbitmq"), new("elasticsearch", "/usr/share/elasticsearch/data"), new("opensearch", "/usr/share/opensearch/data"),
        new("influxdb", "/var/lib/influxdb2", "/var/lib/influxdb", "/var/lib/influxdb3"), new("clickhouse-server", "/var/lib/clickhouse"), new("clickhouse", "/var/lib/clickhouse"),
        new("cassandra", "/var/lib/cassandra"), new("scylla", "/var/lib/scylla"), new("couchdb", "/opt/couchdb/data"), new("couchbase", "/opt/couchbase/var"), new("neo4j", "/data"),
        new("arangodb", "/var/lib/arangodb3"), new("cockroach", "/cockroach/cockroach-data"), new("minio", "/data"), new("consul", "/consul/data"), new("zookeeper", "/data"),
        new("kafka", "/var/lib/kafka/data", "/tmp/kafka-logs", "/tmp/kraft-combined-logs"), new("cp-kafka", "/var/lib/kafka/data"), new("solr", "/var/solr"), new("meilisearch", "/meili_data"),
        new("qdrant", "/qdrant/storage"), new("weaviate", "/var/lib/weaviate"), new("prometheus", "/prometheus"), new("victoria-metrics", "/victoria-metrics-data", "/storage"),
        new("mssql/server", "/var/opt/mssql"), new("mssql-server-linux", "/var/opt/mssql"), new("gitea", "/data"), new("registry", "/var/lib/registry"),
    ];

    /// <summary>The row of an image; null if it is not known to keep data.</summary>
    public static DatabaseImage? Find(string image)
    {
        var repository = ServiceNaming.Repository(image);
        var found = Array.Find(Table, row => repository == row.Name || repository.EndsWith("/" + row.Name, StringComparison.Ordinal));
        return found is not null && repository.Split('/').Contains(Bitnami) ? new DatabaseImage(found.Name, "/bitnami") : found;
    }
}
