using System.Text;
using Diagnoser.Collector.Endpoints;
using Diagnoser.Collector.Evidence;
using Diagnoser.Contracts;

namespace Diagnoser.Collector.Sources.Measuring;

/// <summary>Tells that the host has booted since the collector saw it last.</summary>
internal static class HostBoot
{
    private const string Source = "host";

    /// <summary>The event; null if it is still the boot that was remembered, or none was.</summary>
    /// <param name="factory">Makes events.</param>
    /// <param name="remembered">Id of the boot that was seen last; null if none was.</param>
    /// <param name="bootId">Id of this boot; empty if it is not known.</param>
    /// <param name="now">When it was looked at, if the kernel does not say when it booted.</param>
    public static DockerEvent? Find(EventFactory factory, string? remembered, string bootId, DateTimeOffset now)
    {
        if (!factory.Context.IsLocal || bootId.Length == 0 || remembered is null or "" || remembered == bootId)
        {
            return null;
        }

        var options = factory.Context.Options;
        var file = new FileBytes();
        var time = file.Read($"{options.ProcPath}/stat") == FileAnswer.Read && NumberText.After(file.Text, "btime"u8) is { } seconds ? DateTimeOffset.FromUnixTimeSeconds(seconds) : now;
        var host = factory.Context.Host;
        var facts = new KeyValuePair<string, string>("boot", bootId);
        return factory.Of(EventTypes.HostBoot, time, Source, new Subject(Subject.HostKind, host.Id, host.Name), [facts],
        [
            new("host.boot_id", bootId),
            new("host.boot_time", Rfc3339.Format(time)),
            new("host.kernel_version", SnapshotAttributes.Text(factory.Context.Identity.Kernel)),
            new("host.os", SnapshotAttributes.Text(System(file, options.OnHost("/etc/os-release")))),
        ]);
    }

    // PRETTY_NAME="Debian GNU/Linux 13 (trixie)"
    private static string? System(FileBytes file, string path)
    {
        if (file.Read(path) != FileAnswer.Read)
        {
            return null;
        }

        var lines = new Words(file.Text);
        while (lines.NextLine(out var line))
        {
            if (line.StartsWith("PRETTY_NAME="u8))
            {
                return Encoding.UTF8.GetString(line["PRETTY_NAME="u8.Length..].Trim((byte)'"'));
            }
        }

        return null;
    }
}
