using System.Text;
using System.Text.Json;
using Diagnoser.Collector.Evidence;
using Diagnoser.Collector.Redaction;
using Diagnoser.Contracts;

namespace Diagnoser.Collector.Tests.Support;

/// <summary>Builds data for tests.</summary>
internal static class Some
{
    public const string Id = "2cb58e3da436bbc1987f85fc60064ad40a77940e900b69a30d49a20f885572d5";
    public const string OtherId = "574d819042582465a15a4c1d29103f656837d41af5e41b8a06371ec34a35020a";

    public static readonly DateTimeOffset Noon = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    public static readonly DockerIdentity Identity = new("engine-1", "26.1.5", "1.45", "box", 2, 1L << 30, "9.9.9", Noon);

    public static DockerEvent Event(string id, string type = EventTypes.ContainerStart) =>
        new(id, type, Noon, new("h1", "h1"), new(Subject.Container, "c1", "shop"));

    public static long Nano(DateTimeOffset time) => (time - DateTimeOffset.UnixEpoch).Ticks * 100;

    /// <summary>A line of the engine's event stream about a container.</summary>
    public static string Line(string action, DateTimeOffset time, string attributes = "", string id = Id, string name = "api") =>
        $$$"""{"status":"{{{action}}}","id":"{{{id}}}","from":"shop/api:1","Type":"container","Action":"{{{action}}}","Actor":{"ID":"{{{id}}}","Attributes":{"image":"shop/api:1","name":"{{{name}}}"{{{attributes}}}}},"scope":"local","time":{{{Nano(time) / 1_000_000_000}}},"timeNano":{{{Nano(time)}}}}""";

    public static string NetworkLine(string action, DateTimeOffset time, string id = Id) =>
        $$$"""{"Type":"network","Action":"{{{action}}}","Actor":{"ID":"f291","Attributes":{"container":"{{{id}}}","name":"bridge","type":"bridge"}},"scope":"local","timeNano":{{{Nano(time)}}}}""";

    public static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    public static string Inspect(State state, string labels = "{}", string env = "[]", string hostConfig = "", string id = Id) =>
        $$$"""
        {"Id":"{{{id}}}","Name":"/api","Image":"sha256:1","Path":"sh","Args":["-c","serve"],"Created":"2026-01-01T11:00:00.123456789Z","RestartCount":{{{state.Restarts}}},
         "State":{"Status":"{{{(state.Running ? "running" : "exited")}}}","Running":{{{Json(state.Running)}}},"Restarting":{{{Json(state.Restarting)}}},"OOMKilled":{{{Json(state.OomKilled)}}},"Pid":{{{state.Pid}}},
           "ExitCode":{{{state.ExitCode}}},"Error":{{{JsonSerializer.Serialize(state.Error)}}},"StartedAt":"{{{Time(state.Started)}}}","FinishedAt":"{{{Time(state.Finished)}}}"{{{state.Health}}} },
         "HostConfig":{"Memory":33554432,"MemorySwap":67108864,"RestartPolicy":{"Name":"always","MaximumRetryCount":0}{{{hostConfig}}} },
         "Config":{"Image":"shop/api:1","Env":{{{env}}},"Labels":{{{labels}}},"Tty":false} }
        """;

    public static ContainerSnapshot Snapshot(State state, string labels = "{}", string env = "[]") =>
        new(new JsonRedaction(new Redactor()).Redact(JsonElement.Parse(Inspect(state, labels, env))), Noon);

    public static HostContext Context(string? proc = null, string? cgroup = null) =>
        new(new CollectorOptions(new Uri("tcp://192.0.2.1:2375")) { ProcPath = proc ?? "/nowhere", CgroupPath = cgroup ?? "/nowhere" }, Identity);

    public static byte[] LogFrame(byte stream, string text)
    {
        var body = Bytes(text);
        return [stream, 0, 0, 0, 0, 0, (byte)(body.Length >> 8), (byte)body.Length, .. body];
    }

    private static string Json(bool value) => value ? "true" : "false";

    private static string Time(DateTimeOffset? time) => time is { } known ? Rfc3339.Format(known) : "0001-01-01T00:00:00Z";

    /// <summary>The state part of an inspect object.</summary>
    public sealed record State
    {
        public bool Running { get; init; }

        public bool Restarting { get; init; }

        public bool OomKilled { get; init; }

        public int Pid { get; init; }

        public int ExitCode { get; init; }

        public int Restarts { get; init; }

        public string Error { get; init; } = "";

        public string Health { get; init; } = "";

        public DateTimeOffset? Started { get; init; }

        public DateTimeOffset? Finished { get; init; }
    }
}
