using System.Text.Json;

namespace Diagnoser.Collector.Health;

/// <summary>
/// The file in the data folder by which <c>healthcheck</c> sees a running collector. Always of one size and written in place, so that it can
/// be written on a full disk and is never half there.
/// </summary>
internal static class StatusFile
{
    private const int Size = 4096;

    public static void Write(string folder, CollectorStatus status)
    {
        Span<byte> page = new byte[Size];
        page.Fill((byte)' ');
        var json = JsonSerializer.SerializeToUtf8Bytes(status, StatusJson.Default.CollectorStatus);
        if (json.Length <= Size)
        {
            json.CopyTo(page);
            using var file = new FileStream(Path(folder), FileMode.OpenOrCreate, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
            file.Write(page);
        }
    }

    /// <summary>What the collector of this folder said last; null if there is nothing that can be read.</summary>
    public static CollectorStatus? Read(string folder)
    {
        try
        {
            using var file = new FileStream(Path(folder), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
            Span<byte> page = new byte[Size];
            var length = file.ReadAtLeast(page, Size, throwOnEndOfStream: false);
            return JsonSerializer.Deserialize(page[..length], StatusJson.Default.CollectorStatus);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }

    private static string Path(string folder) => System.IO.Path.Combine(folder, "status.json");
}
