using Microsoft.Data.Sqlite;

namespace Diagnoser.Collector.Spool;

/// <summary>The spool's file is not what was written to it.</summary>
internal sealed class SpoolDamageException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>Tells a damaged file from one that cannot be used now, such as on a full disk.</summary>
internal static class SpoolDamage
{
    private const int LogicError = 1;
    private const int ReadOnly = 8;
    private const int Corrupt = 11;
    private const int TooBig = 18;
    private const int Constraint = 19;
    private const int Mismatch = 20;
    private const int Format = 24;
    private const int OutOfRange = 25;
    private const int NotADatabase = 26;
    private const int ReadFails = 266;
    private const int ShortRead = 522;
    private const int CorruptFileSystem = 8458;

    /// <summary>What is damaged, for people; null if this is no damage. A structure that our statements do not fit is damage too: we wrote it.</summary>
    public static string? Of(Exception problem) => problem switch
    {
        SpoolDamageException damage => damage.Message,
        SqliteException { SqliteErrorCode: LogicError or Corrupt or TooBig or Constraint or Mismatch or Format or OutOfRange or NotADatabase } sqlite => sqlite.Message,
        SqliteException { SqliteExtendedErrorCode: ReadFails or ShortRead or CorruptFileSystem } sqlite => sqlite.Message,
        _ => null,
    };

    /// <summary>True if the file says of itself that it may not be written, though it may: a flipped bit in its header.</summary>
    public static bool ClaimsToBeReadOnly(Exception problem, string path)
    {
        if (problem is not SqliteException { SqliteExtendedErrorCode: ReadOnly })
        {
            return false;
        }

        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
            return true;
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
