using System.Security.Cryptography;
using System.Text;

namespace Diagnoser.Collector.Redaction;

/// <summary>The key under which a host's secrets are hashed: 32 random bytes in the folder of data, for its owner alone. Never leaves the host.</summary>
public sealed class RedactionKey
{
    /// <summary>The file's name.</summary>
    public const string FileName = "redaction.key";

    private const int Size = 32;
    private const int HashBytes = 4;
    private const int OnStack = 512;

    private readonly byte[] _key;

    private RedactionKey(byte[] key) => _key = key;

    /// <summary>A key that is forgotten with the process.</summary>
    public static RedactionKey Passing() => new(RandomNumberGenerator.GetBytes(Size));

    /// <summary>The key of a folder; made at first use.</summary>
    /// <param name="folder">The folder.</param>
    /// <exception cref="IOException">The file cannot be read or written, or holds something else.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be.</exception>
    public static RedactionKey Of(string folder)
    {
        var path = Path.Combine(folder, FileName);
        if (!File.Exists(path))
        {
            _ = Directory.CreateDirectory(folder);
            Make(folder, path);
        }

        var key = File.ReadAllBytes(path);
        return key.Length == Size ? new RedactionKey(key) : throw new IOException($"{path} holds {key.Length} bytes, a key has {Size}: remove it, and a new one is made");
    }

    /// <summary>Eight hexadecimal digits that equal secrets share.</summary>
    public string Hash(ReadOnlySpan<char> secret)
    {
        var most = Encoding.UTF8.GetMaxByteCount(secret.Length);
        var bytes = most <= OnStack ? stackalloc byte[OnStack] : new byte[most];
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        _ = HMACSHA256.HashData(_key, bytes[..Encoding.UTF8.GetBytes(secret, bytes)], hash);
        return Convert.ToHexStringLower(hash[..HashBytes]);
    }

    // Written aside and moved, so that a stop in between leaves no half key.
    private static void Make(string folder, string path)
    {
        var aside = Path.Combine(folder, $"{FileName}.{Environment.ProcessId}");
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, Share = FileShare.None };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using (var file = new FileStream(aside, options))
        {
            file.Write(RandomNumberGenerator.GetBytes(Size));
            file.Flush(flushToDisk: true);
        }

        try
        {
            File.Move(aside, path, overwrite: false);
        }
        catch (IOException) when (File.Exists(path))
        {
            // Another process was first; its key is the one.
            File.Delete(aside);
        }
    }
}
