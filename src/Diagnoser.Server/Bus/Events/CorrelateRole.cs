using Diagnoser.Collector.Publishing;
using Diagnoser.Server.Hosting;
using Microsoft.Extensions.Logging;

namespace Diagnoser.Server.Bus.Events;

/// <summary>The role that turns events into diagnoses: holds the connection to the broker, and connects again when it is lost.</summary>
internal sealed partial class CorrelateRole(BrokerOptions broker, PartitionPool pool, SoughtLinesSpeaker speaker, Readiness readiness, TimeProvider clock, ILogger<CorrelateRole> logger) : IRole
{
    private const string Part = "broker";

    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(15);

    private string? _told;

    public string Name => RoleNames.Correlate;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var pause = ShortestPause;
        while (!cancellationToken.IsCancellationRequested)
        {
            var began = clock.GetTimestamp();
            try
            {
                await WorkAsync(cancellationToken);
            }
            catch (Exception) when (cancellationToken.IsCancellationRequested)
            {
                break;
            }
#pragma warning disable CA1031 // because whatever ends a connection, the next one is tried, and it is told
            catch (Exception problem)
#pragma warning restore CA1031
            {
                Tell(problem);
            }

            // A connection that stood for a while was a good one.
            pause = clock.GetElapsedTime(began) > LongestPause ? ShortestPause : pause;
            await Task.Delay(pause * (0.5 + Random.Shared.NextDouble()), clock, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }

        await pool.ReleaseAsync();
    }

    private async Task WorkAsync(CancellationToken cancellationToken)
    {
        await using var connection = await BrokerConnection.OpenAsync(broker, cancellationToken);
        await using (var channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken))
        {
            await BrokerTopology.DeclareAsync(channel, broker.Partitions, cancellationToken);
        }

        readiness.Good(Part);
        _told = null;
        Log.Connected(logger, broker.Address);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var speaking = speaker.RunAsync(connection, both.Token);
        var working = pool.RunAsync(connection, both.Token);
        try
        {
            await await Task.WhenAny(working, speaking);
        }
        finally
        {
            await both.CancelAsync();
            await Task.WhenAll(working, speaking).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private void Tell(Exception problem)
    {
        var (text, remedy) = BrokerTrouble.Of(problem, broker);
        readiness.Bad(Part, text);
        if (_told != text)
        {
            _told = text;
            Log.Lost(logger, text, remedy);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "consuming events from RabbitMQ at {Address}")]
        public static partial void Connected(ILogger logger, string address);

        [LoggerMessage(Level = LogLevel.Error, Message = "{Problem}; to do: {Remedy}. Trying on")]
        public static partial void Lost(ILogger logger, string problem, string remedy);
    }
}
