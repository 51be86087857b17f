using System.Globalization;
using Diagnoser.Collector.Publishing;

namespace Diagnoser.Collector.Doctor;

/// <summary>Examines what a collector needs for itself: a folder and a broker.</summary>
internal static class OwnExamination
{
    private const long FewBytes = 256L * 1024 * 1024;

    private static readonly TimeSpan BrokerPatience = TimeSpan.FromSeconds(5);

    /// <summary>The folder of the spool.</summary>
    public static Finding Data(string? folder)
    {
        if (folder is null)
        {
            return new Finding("data", Sight.Blind, "there is no folder for the spool", "name one with --data");
        }

        var existing = folder;
        while (!Directory.Exists(existing) && Path.GetDirectoryName(existing) is { } parent)
        {
            existing = parent;
        }

        var probe = Path.Combine(existing, $".diagnoser-doctor-{Environment.ProcessId.ToString(CultureInfo.InvariantCulture)}");
        try
        {
            using (File.Create(probe, 1, FileOptions.DeleteOnClose))
            {
                var free = new DriveInfo(existing).AvailableFreeSpace;
                return free < FewBytes
                    ? new Finding("data", Sight.Limited, $"{folder}: {free / 1024 / 1024} MB are free, too few for a broker that is away for long", "make room, or name another folder with --data")
                    : new Finding("data", Sight.Good, $"{folder} can be written, {free / 1024 / 1024} MB are free");
            }
        }
        catch (Exception closed) when (closed is IOException or UnauthorizedAccessException)
        {
            return new Finding("data", Sight.Blind, $"{folder} cannot be written: {closed.Message}", "give the right to write it, or name another folder with --data");
        }
    }

    /// <summary>The broker.</summary>
    public static async Task<Finding> BrokerAsync(BrokerOptions? broker, CancellationToken cancellationToken)
    {
        if (broker is null)
        {
            return new Finding("broker", Sight.Blind, "no broker is given", "DIAGNOSER__Bus__RabbitMq__Uri=amqp://user:password@host");
        }

        try
        {
            var hurried = broker with { Patience = BrokerPatience, ConnectionName = "diagnoser-collector doctor" };
            await using var connection = await BrokerConnection.OpenAsync(hurried, cancellationToken);
            await using var channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken);
            await BrokerTopology.DeclareAsync(channel, broker.Partitions, cancellationToken);
            return new Finding("broker", Sight.Good, $"RabbitMQ at {broker.Address} takes user '{broker.User}' and has the queues of {broker.Partitions.ToString(CultureInfo.InvariantCulture)} partitions");
        }
#pragma warning disable CA1031 // because whatever the client throws is a reason why the broker cannot be used, which is what is asked
        catch (Exception problem) when (problem is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
        {
            var (text, remedy) = BrokerTrouble.Of(problem, broker);
            return new Finding("broker", Sight.Limited, $"{text}; events would wait in the spool", remedy);
        }
    }
}
