using System.Globalization;
using System.Net;
using System.Text.Json;
using Diagnoser.Collector.Endpoints;
using Diagnoser.Collector.Sources.Events;

namespace Diagnoser.Collector.Doctor;

/// <summary>Examines what comes from the engine.</summary>
internal static class EngineExamination
{
    // Docker 20.10, the oldest engine that is tested.
    private const int OldestMinor = 41;

    // No container has it: an engine looks in vain, a proxy refuses.
    private static readonly string NoContainer = new('0', 64);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>The search for an engine; the first finding of all.</summary>
    public static Finding Found(EndpointSearch search)
    {
        if (search is { Found: { } found, Identity: { } identity })
        {
            var text = $"{identity.Version} on {identity.HostName} at {found.OriginalString}, API {identity.ApiVersion}, cgroup v{identity.CgroupVersion.ToString(CultureInfo.InvariantCulture)}";
            return identity.ApiVersion.Split('.') is ["1", var minor] && int.TryParse(minor, CultureInfo.InvariantCulture, out var number) && number < OldestMinor
                ? new Finding("engine", Sight.Limited, text + ": older than any that is tested", "use Docker 20.10 or newer")
                : new Finding("engine", Sight.Good, text);
        }

        var tried = string.Join("; ", search.Attempts.Select(attempt => $"{attempt.Uri}: {attempt.Problem}"));
        return new Finding("engine", Sight.Blind, $"no engine answers: {tried}", search.Attempts is [var first, ..] ? first.Advice : null);
    }

    /// <summary>Whether the collector could do more than read.</summary>
    public static async Task<Finding> AccessAsync(EngineClient client, CancellationToken cancellationToken)
    {
        try
        {
            _ = await client.GetAsync($"/containers/{NoContainer}/archive?path=/", Patience, cancellationToken);
        }
        catch (EngineRefusedException refused) when (refused.Status is HttpStatusCode.Forbidden)
        {
            return new Finding("access", Sight.Good, "a proxy lets through reading only");
        }
        catch (Exception failure) when (EngineFailure.Is(failure) && failure is not EngineRefusedException)
        {
            return new Finding("access", Sight.Limited, $"what is allowed could not be found out: {failure.Message}");
        }
        catch (EngineRefusedException)
        {
            // It would have given the files.
        }

        return new Finding(
            "access",
            Sight.Limited,
            $"{client.Endpoint.OriginalString} makes whoever may use it root on the host; the collector only reads",
            "diagnoser-collector proxy, and for the collector --docker unix:///run/diagnoser/docker.sock");
    }

    /// <summary>How far the engine's memory of events reaches back: what a collector can catch up on after a restart.</summary>
    public static async Task<Finding> EventsAsync(EngineClient client, DateTimeOffset now, CancellationToken cancellationToken)
    {
        try
        {
            var reading = await new EngineMemory(client).ReadAsync(DateTimeOffset.UnixEpoch, now, cancellationToken);
            if (reading.Rows.Count < EngineMemory.Capacity)
            {
                return new Finding("events", Sight.Good, $"the engine remembers {reading.Rows.Count.ToString(CultureInfo.InvariantCulture)} events, all since it started or since its memory was cleared");
            }

            var reach = now - reading.Rows.Min(row => row.Time);
            var probes = reading.Rows.Count(row => RawEventTypes.IsActivity(row.Type)) * 100 / reading.Rows.Count;
            var text = string.Create(CultureInfo.InvariantCulture, $"the engine's {EngineMemory.Capacity} remembered events reach back {reach.TotalSeconds:0} s; {probes} % of them are health probes and programs run in containers");
            return reach < TimeSpan.FromSeconds(10)
                ? new Finding("events", Sight.Limited, text + ": after a restart of the collector more may be missing than states tell", "give health checks longer intervals")
                : new Finding("events", Sight.Good, text);
        }
        catch (Exception failure) when (EngineFailure.Is(failure))
        {
            return new Finding("events", Sight.Blind, $"the engine's events cannot be read: {failure.Message}", "allow GET /events");
        }
    }

    /// <summary>Swarm's services, which only managers tell of.</summary>
    public static async Task<Finding> SwarmAsync(EngineClient client, CancellationToken cancellationToken)
    {
        try
        {
            var about = await client.GetAsync("/info", Patience, cancellationToken);
            return about.Text("Swarm", "LocalNodeState") switch
            {
                "active" when about.Boolean("Swarm", "ControlAvailable") == true => new Finding("swarm", Sight.Good, "this host is a manager"),
                "active" => new Finding("swarm", Sight.Limited, "this host is a worker: services, tasks and nodes are told by managers only", "run a collector on each manager too"),
                "error" or "locked" => new Finding("swarm", Sight.Limited, $"this host's part in the swarm is in trouble: {about.Text("Swarm", "Error")}", "docker swarm unlock, or docker node ls on a manager"),
                _ => new Finding("swarm", Sight.None, "this host is in no swarm"),
            };
        }
        catch (Exception failure) when (EngineFailure.Is(failure) || failure is JsonException)
        {
            return new Finding("swarm", Sight.Limited, $"whether this host is in a swarm could not be found out: {failure.Message}");
        }
    }
}
