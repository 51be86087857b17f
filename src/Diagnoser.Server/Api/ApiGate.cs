using System.Net;
using Diagnoser.Server.Stores;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Logging;

namespace Diagnoser.Server.Api;

/// <summary>
/// What every request passes: headers, who may write, and errors as problem details (RFC 9457). Nothing of the inside of the program gets out.
/// </summary>
internal sealed partial class ApiGate(ApiAddress address, bool isOpen, ILogger logger)
{
    /// <summary>The media type of an error.</summary>
    public const string ProblemType = "application/problem+json";

    private const string RetryAfterSeconds = "5";

    public async Task PassAsync(HttpContext context, RequestDelegate next)
    {
        context.Response.Headers.XContentTypeOptions = "nosniff";
        try
        {
            if (IsWrite(context.Request) && !MayWrite(context))
            {
                await SayAsync(context, StatusCodes.Status403Forbidden, "this server was not opened to others: only this machine may write, by its own address");
                return;
            }

            await next(context);
            await ExplainAsync(context);
        }
        catch (Exception) when (context.RequestAborted.IsCancellationRequested)
        {
            // Nobody waits for the answer any more.
        }
        catch (RequestRefusedException refused)
        {
            await SayAsync(context, Status(refused.Refusal), refused.Message, refused.Parameter);
        }
        catch (BadHttpRequestException problem)
        {
            await SayAsync(context, problem.StatusCode, problem.Message);
        }
        catch (StoreException problem)
        {
            context.Response.Headers.RetryAfter = RetryAfterSeconds;
            await SayAsync(context, StatusCodes.Status503ServiceUnavailable, problem.Message);
        }
#pragma warning disable CA1031 // because the next request may go well, and this one is told in the log
        catch (Exception problem)
#pragma warning restore CA1031
        {
            Log.Defect(logger, context.Request.Method, context.Request.Path, problem);
            await SayAsync(context, StatusCodes.Status500InternalServerError, "a defect of the server; its log says more");
        }
    }

    private static int Status(Refusal refusal) => refusal switch
    {
        Refusal.Unknown => StatusCodes.Status404NotFound,
        Refusal.Ambiguous or Refusal.TooLate => StatusCodes.Status409Conflict,
        _ => StatusCodes.Status400BadRequest,
    };

    private static bool IsWrite(HttpRequest request) => !HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method);

    // A page in a browser of this machine can send requests here under a name of its own that leads to this address: the name gives it away.
    private bool MayWrite(HttpContext context)
    {
        if (isOpen)
        {
            return true;
        }

        var host = context.Request.Host.Host.Trim('[', ']');
        var ours = host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
            || (IPAddress.TryParse(host, out var ip) && IPAddress.IsLoopback(ip))
            || host.Equals(address.Public?.Host, StringComparison.OrdinalIgnoreCase);
        return ours && context.Connection.RemoteIpAddress is { } remote && IPAddress.IsLoopback(remote);
    }

    // What routing refuses has a status and nothing else.
    private static Task ExplainAsync(HttpContext context)
    {
        var response = context.Response;
        return response.HasStarted || response.StatusCode < StatusCodes.Status400BadRequest || response.ContentType is not null
            ? Task.CompletedTask
            : SayAsync(context, response.StatusCode, response.StatusCode switch
            {
                StatusCodes.Status404NotFound => "there is nothing here; /openapi/v1.json lists what there is",
                StatusCodes.Status405MethodNotAllowed => $"allowed here: {response.Headers.Allow}",
                StatusCodes.Status415UnsupportedMediaType => "send JSON, with Content-Type: application/json",
                _ => null,
            });
    }

    private static Task SayAsync(HttpContext context, int status, string? detail, string? parameter = null)
    {
        if (context.Response.HasStarted)
        {
            context.Abort();
            return Task.CompletedTask;
        }

        context.Response.StatusCode = status;
        var problem = new ProblemDetails { Status = status, Title = ReasonPhrases.GetReasonPhrase(status), Detail = detail };
        if (parameter is not null)
        {
            problem.Extensions["parameter"] = parameter;
        }

        return context.Response.WriteAsJsonAsync(problem, ApiJson.Default.ProblemDetails, ProblemType, CancellationToken.None);
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Error, Message = "{Method} {Path} failed; this is a defect")]
        public static partial void Defect(ILogger logger, string method, string path, Exception problem);
    }
}
