namespace Diagnoser.Collector;

/// <summary>Waits for an engine that is away, and says which sockets were tried.</summary>
internal static class EngineWait
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Returns once one of the addresses answers. Tells when the reasons why none does are new.</summary>
    public static async Task<EndpointSearch> FindAsync(
        IReadOnlyList<string> candidates, TimeProvider clock, Action<CollectorNotice> notice, CancellationToken cancellationToken)
    {
        var told = "";
        while (true)
        {
            var search = await DockerEndpoint.FindAsync(candidates, Patience, cancellationToken);
            if (search.Found is not null)
            {
                return search;
            }

            var text = $"no engine answers: {string.Join("; ", search.Attempts.Select(attempt => $"{attempt.Uri}: {attempt.Problem}"))}; waiting for it";
            if (text != told)
            {
                told = text;
                notice(new CollectorNotice(clock.GetUtcNow(), "docker engine", true, text, string.Join("; ", search.Attempts.Select(attempt => attempt.Advice).Distinct())));
            }

            await Task.Delay(Pause, clock, cancellationToken);
        }
    }
}
