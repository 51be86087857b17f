namespace Diagnoser.Engine.Events;

/// <summary>How services are called inside and outside their stack.</summary>
internal static class ServiceNames
{
    /// <summary>The service without its stack's prefix, as it is called in the compose file.</summary>
    public static string? Short(string? service, string? stack)
    {
        var prefixed = service is not null && !string.IsNullOrEmpty(stack)
            && service.Length > stack.Length + 1
            && service.StartsWith(stack, StringComparison.Ordinal)
            && service[stack.Length] is '_' or '-';
        return prefixed ? service![(stack!.Length + 1)..] : service;
    }
}
