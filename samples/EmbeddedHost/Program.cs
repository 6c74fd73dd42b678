using EmbeddedHost;
using Histo.Ssl;
using Histo.Ssl.Training;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

// Tensors cost less; before the first one.
NativeHeap.Tune();

// The settings lie beside the program, wherever it is started from.
HostApplicationBuilder builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { Args = args, ContentRootPath = AppContext.BaseDirectory });
builder.Configuration.AddCommandLine(args, new Dictionary<string, string> { ["--slides"] = "Job:Slides", ["--labels"] = "Job:Labels", ["--out"] = "Job:Out" });

builder.Services.AddHistoMil();
builder.Services.Configure<PretrainOptions>(builder.Configuration.GetSection("Pretrain"));
builder.Services.Configure<JobOptions>(builder.Configuration.GetSection("Job"));
builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = TimeSpan.FromMinutes(2)); // The step in hand is finished and saved.
builder.Services.AddHostedService<PretrainWorker>();

try
{
    await builder.Build().RunAsync();
    return Environment.ExitCode;
}
catch (OptionsValidationException error)
{
    Console.Error.WriteLine(error.Message);
    return 1;
}
