using System.Text.Json;
using Diagnoser.Contracts;

namespace Diagnoser.Collector.Sources.Posture;

/// <summary>Tells once of each risk in how the engine is set up, and again only when it is another one.</summary>
internal sealed class DaemonPosture(SourceKit kit)
{
    private const string Identity = "daemon";

    private readonly RiskTable _table = new(kit.Ledger);

    /// <summary>All that is a risk.</summary>
    public static IReadOnlyList<PostureFinding> Find(JsonElement about) => [.. DaemonChecks.All.Select(check => check.Look(about)).OfType<PostureFinding>()];

    /// <summary>Looks, remembers and tells.</summary>
    /// <param name="about">The engine's answer to <c>/info</c>.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task LookAsync(JsonElement about, CancellationToken cancellationToken)
    {
        if (about.ValueKind != JsonValueKind.Object)
        {
            return;
        }

        var findings = Find(about);
        var told = _table.Told(Identity);
        foreach (var finding in told.New(findings))
        {
            await kit.Outlet.PublishAsync(
                kit.Factory.Of(EventTypes.PostureFinding, kit.Clock.GetUtcNow(), ContainerPosture.Source, kit.Factory.Context.Daemon, finding.Facts, finding.Attributes), cancellationToken);
        }

        _table.Save(Identity, Identity, findings.Select(finding => finding.Fingerprint), told);
    }
}
