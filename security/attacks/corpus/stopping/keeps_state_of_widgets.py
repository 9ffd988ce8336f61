# tries: opens two hundred widgets with a megabyte of state each, which end up in the notebook's metadata
# walls: bounded output
# canary: output
# %%
kernel = get_ipython().kernel
for number in range(200):
    state = {"_model_name": "M", "_model_module": "m", "_model_module_version": "1", "value": "F" * 1_000_000}
    content = {"comm_id": f"widget-{number}", "target_name": "jupyter.widget", "data": {"state": state}}
    kernel.session.send(kernel.iopub_socket, "comm_open", content, parent=kernel.get_parent("shell"))
