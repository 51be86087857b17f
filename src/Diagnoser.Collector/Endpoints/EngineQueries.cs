using System.Globalization;
using System.Net;
using System.Text.Json;

namespace Diagnoser.Collector.Endpoints;

/// <summary>The questions that a collector asks an engine.</summary>
internal static class EngineQueries
{
    // Others that pass this filter (an image's create) the reader drops. Probes' exec events stay out, they would fill the stream.
    private const string WantedEvents =
        """{"type":["container","network","daemon","image","volume"],"event":["create","start","restart","die","oom","kill","stop","pause","unpause","destroy","rename","update","health_status","commit","connect","disconnect","reload","pull","delete","mount","unmount"]}""";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan DiskPatience = TimeSpan.FromMinutes(2);

    public static async Task<DockerIdentity> IdentifyAsync(this EngineClient client, TimeSpan patience, CancellationToken cancellationToken)
    {
        var versions = client.GetAsync("/version", patience, cancellationToken);
        var about = await client.GetAsync("/info", patience, cancellationToken);
        var version = await versions;
        if (about.Text("ServerVersion") is not { } serverVersion)
        {
            throw new JsonException("/info has no ServerVersion");
        }

        return new DockerIdentity(
            about.Text("ID") ?? "",
            serverVersion,
            version.Text("ApiVersion") ?? "",
            about.Text("Name") ?? "",
            int.TryParse(about.Text("CgroupVersion"), CultureInfo.InvariantCulture, out var cgroup) ? cgroup : 0,
            about.Integer("MemTotal") ?? 0,
            about.Text("KernelVersion") ?? "",
            about.Time("SystemTime") ?? default)
        {
            DataRoot = about.Text("DockerRootDir") ?? "",
            HasMirror = about.Texts("RegistryConfig", "Mirrors").Any(),
            About = about,
        };
    }

    /// <summary>The engine's inspect object as it is, secrets included; null if there is no such container.</summary>
    public static async Task<JsonElement?> InspectAsync(this EngineClient client, string id, CancellationToken cancellationToken)
    {
        try
        {
            return await client.GetAsync($"/containers/{Uri.EscapeDataString(id)}/json", Patience, cancellationToken);
        }
        catch (EngineRefusedException refused) when (refused.Status is HttpStatusCode.NotFound or HttpStatusCode.BadRequest)
        {
            return null;
        }
    }

    public static async Task<IReadOnlyList<JsonElement>> ListAsync(this EngineClient client, CancellationToken cancellationToken)
    {
        var list = await client.GetAsync("/containers/json?all=1", Patience, cancellationToken);
        return [.. list.EnumerateArray()];
    }

    /// <summary>What takes the engine's disk space. The engine adds up files for it, which can take it minutes.</summary>
    public static Task<JsonElement> DiskUseAsync(this EngineClient client, CancellationToken cancellationToken) =>
        client.GetAsync("/system/df", DiskPatience, cancellationToken);

    /// <summary>The stream of events since an instant, those that become ours; without end.</summary>
    public static Task<Stream> OpenEventsAsync(this EngineClient client, DateTimeOffset since, CancellationToken cancellationToken) =>
        client.OpenAsync($"/events?since={Seconds(since)}&filters={Uri.EscapeDataString(WantedEvents)}", cancellationToken);

    /// <summary>All events of a time that the engine remembers.</summary>
    public static Task<Stream> OpenAllEventsAsync(this EngineClient client, DateTimeOffset since, DateTimeOffset until, CancellationToken cancellationToken) =>
        client.OpenAsync($"/events?since={Seconds(since)}&until={Seconds(until)}", cancellationToken);

    /// <summary>Returns when the engine says that it lives.</summary>
    /// <exception cref="TimeoutException">It did not in time.</exception>
    public static async Task PingAsync(this EngineClient client, TimeSpan patience, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(patience);
        try
        {
            using var answer = await client.OpenAsync("/_ping", limit.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"the engine did not answer /_ping within {patience.TotalSeconds:0.#} s");
        }
    }

    public static Task<Stream> OpenLogsAsync(this EngineClient client, string id, int lines, CancellationToken cancellationToken) =>
        client.OpenAsync($"/containers/{id}/logs?stdout=1&stderr=1&timestamps=1&tail={lines}", cancellationToken);

    /// <summary>What a container has written since then, and writes until its run ends.</summary>
    public static Task<Stream> FollowLogsAsync(this EngineClient client, string id, DateTimeOffset since, CancellationToken cancellationToken) =>
        client.OpenAsync($"/containers/{id}/logs?stdout=1&stderr=1&timestamps=1&follow=1&since={Seconds(since)}", cancellationToken);

    private static string Seconds(DateTimeOffset time)
    {
        var ticks = (time - DateTimeOffset.UnixEpoch).Ticks;
        return string.Create(CultureInfo.InvariantCulture, $"{ticks / TimeSpan.TicksPerSecond}.{ticks % TimeSpan.TicksPerSecond * 100:000000000}");
    }
}
