# tries: opens widgets without state that bring a megabyte of buffers each, which end up in the notebook's metadata
# walls: bounded messages
# canary: output
# %%
kernel = get_ipython().kernel
for number in range(100):
    state = {"_model_name": "M", "_model_module": "m", "_model_module_version": "1"}
    data = {"state": state, "buffer_paths": [["value"]]}
    content = {"comm_id": f"widget-{number}", "target_name": "jupyter.widget", "data": data}
    options = {"parent": kernel.get_parent("shell"), "buffers": [b"F" * 1_000_000]}
    kernel.session.send(kernel.iopub_socket, "comm_open", content, **options)
