using System.Collections.Frozen;

namespace Diagnoser.Collector.Sources.Posture;

/// <summary>Ports of databases and of administration: not for everybody who reaches the host.</summary>
internal static class AdminPorts
{
    private static readonly FrozenDictionary<int, string> Table = new Dictionary<int, string>
    {
        [22] = "SSH",
        [1433] = "SQL Server",
        [1521] = "Oracle",
        [2181] = "ZooKeeper",
        [2375] = "Docker API",
        [2376] = "Docker API",
        [2379] = "etcd",
        [2380] = "etcd",
        [3306] = "MySQL",
        [3389] = "remote desktop",
        [4369] = "Erlang port mapper",
        [5432] = "PostgreSQL",
        [5601] = "Kibana",
        [5672] = "AMQP",
        [5900] = "VNC",
        [5984] = "CouchDB",
        [6379] = "Redis",
        [7474] = "Neo4j",
        [7687] = "Neo4j",
        [8086] = "InfluxDB",
        [8123] = "ClickHouse",
        [8500] = "Consul",
        [9042] = "Cassandra",
        [9090] = "Prometheus",
        [9092] = "Kafka",
        [9200] = "Elasticsearch",
        [9300] = "Elasticsearch",
        [11211] = "memcached",
        [15672] = "RabbitMQ management",
        [26257] = "CockroachDB",
        [27017] = "MongoDB",
        [33060] = "MySQL",
    }.ToFrozenDictionary();

    /// <summary>What usually listens on this port; null if it is not one of them.</summary>
    public static string? Find(int port) => Table.GetValueOrDefault(port);
}
