using System.Globalization;
using Diagnoser.Collector;
using Diagnoser.Collector.Configuration;
using Diagnoser.Contracts;
using Diagnoser.Engine.Rules;
using Diagnoser.Server.Cli.Output;

namespace Diagnoser.Server.Cli.Up;

/// <summary>What <c>up</c> says about itself on stderr.</summary>
internal sealed class UpBanner(Surroundings surroundings, UpOptions options)
{
    private readonly long _started = surroundings.Clock.GetTimestamp();

    public void Watching(Uri endpoint, DockerIdentity? identity, RuleSet rules, string storeFile)
    {
        var engine = identity is null
            ? ""
            : $"Docker {identity.Version} (API {identity.ApiVersion}) on {identity.HostName}, kernel {identity.Kernel}, cgroup v{identity.CgroupVersion}, at ";
        Say($"watching {engine}{endpoint.OriginalString}");
        Say($"{Report.Count(rules.Rules.Count, "rule")}; data in {storeFile}");
        Say(options.OnceIdle is { } idle ? $"ends after {Durations.Text(idle)} without events, or with Ctrl-C" : "stop with Ctrl-C");
    }

    /// <summary>Says where the API is, once it is served.</summary>
    public async Task ServedAsync(Task<Uri>? api)
    {
        if (api is not null)
        {
            Say($"incidents over HTTP: {new Uri(await api, "api/v1/incidents")}");
        }
    }

    /// <summary>Says what the collector can and cannot see once it tells.</summary>
    public void Seen(DockerEvent dockerEvent)
    {
        if (dockerEvent.Type != EventTypes.CollectorStarted)
        {
            return;
        }

        foreach (var missing in dockerEvent.Missing)
        {
            surroundings.Tell($"cannot see {missing.What}: {missing.Why}" + (missing.Remedy is null ? "" : $"; to see it: {missing.Remedy}"));
        }

        if (dockerEvent.Attributes[AttributeNames.KernelLogReadable].TryGetBoolean(out var readable) && readable)
        {
            Say("the kernel log is readable");
        }
    }

    public void Notice(CollectorNotice notice)
    {
        if (notice.Degraded || !options.Quiet)
        {
            surroundings.Tell($"{notice.Source}: {notice.Text}" + (notice.Remedy is null ? "" : $"; {notice.Remedy}"));
        }
    }

    public void Stopped(long events, Report report, long notKept, string folder)
    {
        var took = Durations.Text(surroundings.Clock.GetElapsedTime(_started));
        var lost = notKept == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"; {notKept} records could not be kept");
        Say($"stopped after {took}: {Report.Count(events, "event")}, {report.Counts()}{lost}; data in {folder}");
    }

    private void Say(string text)
    {
        if (!options.Quiet)
        {
            surroundings.Tell(text);
        }
    }
}
